import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface NameFormProps {
  readonly name: string;
  /** What is named, for screen readers. */
  readonly label: string;
  readonly testId: string;
  /** The trimmed name; null where it was left empty. */
  readonly onSave: (name: string | null) => void;
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
        <TextInput
          data-autofocus
          aria-label={props.label}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
          data-testid={props.testId}
        />
        <Group justify="flex-end">
          <Button type="submit">{t('action.save')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
