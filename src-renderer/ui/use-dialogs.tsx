import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NameForm } from './name-form.tsx';

/** What cannot be taken back, and what is asked before. */
interface Removal {
  readonly title: string;
  /** What will be gone. */
  readonly text: string;
  /** What the button that does it says; "Delete" where left out. */
  readonly confirm?: string;
  readonly onConfirm: () => void;
}

interface NameQuestion {
  readonly title: string;
  /** What is named; for screen readers alone where there is no `text`. */
  readonly label: string;
  /** What saving does, above the field. */
  readonly text?: ReactNode;
  readonly name: string;
  readonly placeholder?: string;
  /** Asks for a day, up to this one, instead of a name (YYYY-MM-DD). */
  readonly latestDay?: string;
  readonly testId: string;
  /** The trimmed name; null where it was left empty. */
  readonly onSave: (name: string | null) => void;
}

/** A name that may not be left empty. */
interface RequiredNameQuestion extends Omit<NameQuestion, 'onSave'> {
  readonly onSave: (name: string) => void;
}

interface Dialogs {
  readonly confirmRemoval: (removal: Removal) => void;
  readonly askName: (question: NameQuestion) => void;
  readonly askRequiredName: (question: RequiredNameQuestion) => void;
}

/** The questions that screens have in common, so that they look, read and close the same everywhere. */
export function useDialogs(): Dialogs {
  const { t } = useTranslation();
  const closeButtonProps = { 'aria-label': t('action.close') };

  function openNameForm(question: NameQuestion, isRequired: boolean): void {
    const { title, text, onSave, ...form } = question;
    const modalId = modals.open({
      title,
      closeButtonProps,
      children: (
        <NameForm
          {...form}
          isRequired={isRequired}
          onSave={(name) => {
            modals.close(modalId);
            onSave(name);
          }}
          onCancel={() => {
            modals.close(modalId);
          }}
        >
          {text}
        </NameForm>
      ),
    });
  }

  return {
    confirmRemoval({ title, text, confirm = t('action.delete'), onConfirm }) {
      modals.openConfirmModal({
        title,
        closeButtonProps,
        children: <Text size="sm">{text}</Text>,
        labels: { confirm, cancel: t('action.cancel') },
        confirmProps: { color: 'red.8' },
        onConfirm,
      });
    },
    askName(question) {
      openNameForm(question, false);
    },
    askRequiredName({ onSave, ...question }) {
      const save = (name: string | null): void => {
        if (name !== null) onSave(name);
      };
      openNameForm({ ...question, onSave: save }, true);
    },
  };
}
