import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './name-button.module.css';

interface NameButtonProps {
  readonly name: string;
  /** What pressing it does, for those who hear it. */
  readonly label: string;
  readonly testId: string;
  readonly onClick: () => void;
}

/** A name that leads to what it names, cut short where it does not fit. */
export function NameButton({ name, label, testId, onClick }: NameButtonProps): ReactElement {
  return (
    <UnstyledButton
      className={classes['name'] ?? ''}
      title={name}
      aria-label={label}
      onClick={onClick}
      data-testid={testId}
    >
      {name}
    </UnstyledButton>
  );
}
