import { ActionIcon, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#shared/contract/index.ts';
import { useActions } from '../../state/workspace-context.tsx';
import { NameForm } from '../../ui/name-form.tsx';

/** Naming and removing the shown result. */
export function ResultMenu({ result }: { result: Result }): ReactElement {
  const { t } = useTranslation();
  const { results } = useActions();

  function rename(): void {
    const modalId = modals.open({
      title: t('segmentation.renameTitle'),
      closeButtonProps: { 'aria-label': t('action.close') },
      children: (
        <NameForm
          name={result.name ?? ''}
          label={t('segmentation.name')}
          testId="result-name"
          onCancel={() => {
            modals.close(modalId);
          }}
          onSave={(name) => {
            modals.close(modalId);
            void results.rename(result.resultId, name);
          }}
        />
      ),
    });
  }

  function remove(): void {
    const text = result.origin.kind === 'network' ? 'segmentation.removeNetwork' : 'segmentation.removeVersion';
    modals.openConfirmModal({
      title: t('segmentation.removeTitle'),
      closeButtonProps: { 'aria-label': t('action.close') },
      children: <Text size="sm">{t(text)}</Text>,
      labels: { confirm: t('segmentation.remove'), cancel: t('action.cancel') },
      confirmProps: { color: 'red.8' },
      onConfirm: () => void results.remove(result.resultId),
    });
  }

  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          size={36}
          variant="default"
          aria-label={t('segmentation.manage')}
          title={t('segmentation.manage')}
          data-testid="result-menu"
        >
          <IconDots size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size="1rem" stroke={1.5} />} onClick={rename} data-testid="rename-result">
          {t('segmentation.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size="1rem" stroke={1.5} />} onClick={remove} data-testid="remove-result">
          {t('segmentation.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
