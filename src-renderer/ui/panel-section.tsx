import { Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import classes from './panel-section.module.css';

export interface PanelSectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  /** False: the section is named for screen readers only, since what is in it says what it is. */
  readonly isTitleShown?: boolean;
  /** Given: the title is a button that shows and hides the rest. */
  readonly fold?: { readonly isFolded: boolean; readonly onToggle: () => void };
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A titled part of a side panel. */
export function PanelSection(props: PanelSectionProps): ReactElement {
  const { title, aside, fold, testId, isTitleShown = true, children } = props;
  const bodyId = useId();
  const section = useRef<HTMLElement>(null);
  const isFolded = fold?.isFolded === true;
  const wasFolded = useRef(isFolded);
  useEffect(() => {
    // what was asked for, with the mouse or a key, may lie below the panel's edge
    if (wasFolded.current && !isFolded) section.current?.scrollIntoView({ block: 'nearest' });
    wasFolded.current = isFolded;
  }, [isFolded]);
  return (
    <section ref={section} className={classes['section']} aria-label={title} data-folded={isFolded || undefined}>
      {isTitleShown && (
        <div className={classes['head']}>
          <Text component="h2" size="xs" fw={600} c="dimmed" className={classes['title']}>
            {fold === undefined ? (
              title
            ) : (
              <button
                type="button"
                className={classes['fold']}
                aria-expanded={!isFolded}
                aria-controls={isFolded ? undefined : bodyId}
                onClick={fold.onToggle}
                data-testid={testId}
              >
                <IconChevronDown size="0.9rem" stroke={1.8} aria-hidden className={classes['chevron']} />
                {title}
              </button>
            )}
          </Text>
          {!isFolded && aside}
        </div>
      )}
      {!isFolded && (
        <Stack gap="sm" id={bodyId}>
          {children}
        </Stack>
      )}
    </section>
  );
}
