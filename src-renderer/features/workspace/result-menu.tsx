import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#shared/contract/index.ts';
import { useActions } from '../../state/workspace-context.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';

/** Naming and removing the shown result. */
export function ResultMenu({ result }: { result: Result }): ReactElement {
  const { t } = useTranslation();
  const { results } = useActions();
  const { askName, confirmRemoval } = useDialogs();

  function rename(): void {
    askName({
      title: t('segmentation.renameTitle'),
      label: t('segmentation.name'),
      name: result.name ?? '',
      testId: 'result-name',
      onSave: (name) => void results.rename(result.resultId, name),
    });
  }

  function remove(): void {
    const text = result.origin.kind === 'network' ? 'segmentation.removeNetwork' : 'segmentation.removeVersion';
    confirmRemoval({
      title: t('segmentation.removeTitle'),
      text: t(text),
      confirm: t('segmentation.remove'),
      onConfirm: () => void results.remove(result.resultId),
    });
  }

  return (
    <LabelMapMenu label={t('segmentation.manage')} testId="result-menu">
      <Menu.Item leftSection={<IconPencil size="1rem" stroke={1.5} />} onClick={rename} data-testid="rename-result">
        {t('segmentation.rename')}
      </Menu.Item>
      <Menu.Item leftSection={<IconTrash size="1rem" stroke={1.5} />} onClick={remove} data-testid="remove-result">
        {t('segmentation.remove')}
      </Menu.Item>
    </LabelMapMenu>
  );
}

/** Removing the reference, which is shown. */
export function ReferenceMenu(): ReactElement {
  const { t } = useTranslation();
  const { results } = useActions();
  const { confirmRemoval } = useDialogs();

  function remove(): void {
    confirmRemoval({
      title: t('segmentation.removeReferenceTitle'),
      text: t('segmentation.removeReferenceText'),
      confirm: t('segmentation.remove'),
      onConfirm: () => void results.removeReference(),
    });
  }

  return (
    <LabelMapMenu label={t('segmentation.manageReference')} testId="reference-menu">
      <Menu.Item leftSection={<IconTrash size="1rem" stroke={1.5} />} onClick={remove} data-testid="remove-reference">
        {t('segmentation.remove')}
      </Menu.Item>
    </LabelMapMenu>
  );
}

function LabelMapMenu(props: { label: string; testId: string; children: ReactNode }): ReactElement {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={36} variant="default" aria-label={props.label} title={props.label} data-testid={props.testId}>
          <IconDots size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{props.children}</Menu.Dropdown>
    </Menu>
  );
}
