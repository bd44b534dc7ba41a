import { Text, Title } from '@mantine/core';
import { useId, type ReactElement, type ReactNode } from 'react';
import classes from './settings.module.css';

/** A titled part of the settings, with a sentence that says what it is about. */
export function SettingsSection(props: {
  title: string;
  text: string;
  aside?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const titleId = useId();
  return (
    <section className={classes['section']} aria-labelledby={titleId}>
      <div className={classes['head']}>
        <div>
          <Title order={2} size="h4" id={titleId}>
            {props.title}
          </Title>
          <Text c="dimmed" size="sm" className={classes['text'] ?? ''}>
            {props.text}
          </Text>
        </div>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}
