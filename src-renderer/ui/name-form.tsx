import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface NameFormProps {
  readonly name: string;
  /** What is named; for screen readers alone where `children` are absent. */
  readonly label: string;
  readonly placeholder?: string | undefined;
  /** A day of the calendar rather than a name; the latest that can be entered, YYYY-MM-DD. */
  readonly latestDay?: string | undefined;
  readonly testId: string;
  /** An empty name cannot be saved. */
  readonly isRequired?: boolean;
  /** What saving does, above the field. */
  readonly children?: ReactNode;
  /** The trimmed name; null where it was left empty. */
  readonly onSave: (name: string | null) => void;
  readonly onCancel: () => void;
}

/** Asks for a name, as the whole content of a dialog. */
export function NameForm(props: NameFormProps): ReactElement {
  const { t } = useTranslation();
  const [name, setName] = useState(props.name);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(name.trim() === '' ? null : name.trim());
      }}
    >
      <Stack gap="sm">
        {props.children}
        <TextInput
          data-autofocus
          {...(props.children === undefined ? { 'aria-label': props.label } : { label: props.label })}
          placeholder={props.placeholder}
          maxLength={200}
          {...(props.latestDay === undefined ? {} : { type: 'date', max: props.latestDay })}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
          data-testid={props.testId}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" disabled={props.isRequired === true && name.trim() === ''} data-testid="confirm-name">
            {t('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
