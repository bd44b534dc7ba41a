import { Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './panel-section.module.css';

/** A titled part of a side panel. */
export function PanelSection(props: { title: string; aside?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className={classes['section']} aria-label={props.title}>
      <div className={classes['head']}>
        <Text component="h2" size="xs" fw={600} c="dimmed" className={classes['title']}>
          {props.title}
        </Text>
        {props.aside}
      </div>
      <Stack gap="sm">{props.children}</Stack>
    </section>
  );
}
