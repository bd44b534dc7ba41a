import { Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './centred-message.module.css';

/** One thing to say in the middle of an otherwise empty screen, and what can be done about it. */
export function CentredMessage(props: {
  icon: ReactNode;
  title?: string;
  text?: string;
  role?: 'alert' | 'status';
  testId?: string;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className={classes['centre']} role={props.role} data-testid={props.testId}>
      <Stack align="center" gap="md" maw="34rem">
        {props.icon}
        {props.title !== undefined && (
          <Title order={2} size="h3" ta="center">
            {props.title}
          </Title>
        )}
        {props.text !== undefined && (
          <Text c="dimmed" ta="center">
            {props.text}
          </Text>
        )}
        {props.children}
      </Stack>
    </div>
  );
}
