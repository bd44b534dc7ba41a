import { CloseButton, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './callout.module.css';

export interface CalloutProps {
  /** `good` is announced politely, the others at once. */
  readonly tone: 'good' | 'warning' | 'problem';
  readonly title?: string;
  readonly testId?: string;
  readonly close?: { readonly label: string; readonly onClose: () => void };
  readonly children: ReactNode;
}

/** Something said beside the thing it is about: quiet enough for a dark room, coloured at the edge. */
export function Callout({ tone, title, testId, close, children }: CalloutProps): ReactElement {
  const Icon = tone === 'good' ? IconCircleCheck : IconAlertTriangle;
  return (
    <div
      className={classes['callout']}
      data-tone={tone}
      data-testid={testId}
      role={tone === 'good' ? 'status' : 'alert'}
    >
      <Icon size="1.25rem" stroke={1.6} aria-hidden className={classes['icon']} />
      <div className={classes['body']}>
        {title !== undefined && (
          <Text size="sm" fw={600}>
            {title}
          </Text>
        )}
        {children}
      </div>
      {close !== undefined && <CloseButton size="sm" aria-label={close.label} onClick={close.onClose} />}
    </div>
  );
}
