import { Badge } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './presence-badge.module.css';

export interface PresenceBadgeProps {
  /** Why it is crossed out; undefined: it is there. */
  readonly absence: string | undefined;
  readonly children: ReactNode;
}

/** The name of something that is there, or crossed out because it is not. */
export function PresenceBadge({ absence, children }: PresenceBadgeProps): ReactElement {
  return (
    <Badge
      className={absence === undefined ? '' : (classes['absent'] ?? '')}
      variant="default"
      size="sm"
      tt="none"
      fw={500}
      title={absence}
    >
      {children}
    </Badge>
  );
}
