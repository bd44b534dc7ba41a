import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ariaKeys, withKeys } from '../../keys/key-names.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { WholeLabelMenu } from './whole-label-menu.tsx';

/** The way back and forth, and what is done to a label everywhere. */
export function HistoryRow(): ReactElement {
  const { t } = useTranslation();
  const done = useWorkspace((state) => state.correction.mask?.done ?? 0);
  const undone = useWorkspace((state) => state.correction.mask?.undone ?? 0);
  const { correction } = useActions();
  const steps = [
    { key: 'undo', count: done, act: correction.undo, Icon: IconArrowBackUp },
    { key: 'redo', count: undone, act: correction.redo, Icon: IconArrowForwardUp },
  ] as const;
  return (
    <Group gap="xs" wrap="nowrap">
      {steps.map(({ key, count, act, Icon }) => (
        <Tooltip key={key} label={withKeys(`${t(`correction.${key}`)} · ${count}`, `correction.${key}`)}>
          <ActionIcon
            size={30}
            variant="default"
            aria-label={t(`correction.${key}`)}
            aria-keyshortcuts={ariaKeys(`correction.${key}`)}
            disabled={count === 0}
            onClick={act}
            data-count={count}
            data-testid={key}
          >
            <Icon size="1.1rem" stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      ))}
      <WholeLabelMenu />
    </Group>
  );
}
