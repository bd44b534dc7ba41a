import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconBrush,
  IconBucketDroplet,
  IconEraser,
  IconFocusCentered,
  IconReplace,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ariaKeys, withKeys } from '../../keys/key-names.ts';
import { correctionTools, type CorrectionTool } from '../../state/correction-state.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import classes from './edit.module.css';

const icons: Readonly<Record<CorrectionTool, Icon>> = {
  brush: IconBrush,
  eraser: IconEraser,
  fill: IconBucketDroplet,
  relabel: IconReplace,
  remove: IconTrash,
  keep: IconFocusCentered,
};

/** One tool in hand at a time; pressed again it is put down. */
export function ToolRow(): ReactElement {
  const { t } = useTranslation();
  const inHand = useWorkspace((state) => state.correction.tool);
  const { correction } = useActions();
  const row = useRef<HTMLDivElement>(null);
  // a key takes the tools out wherever the panel has been scrolled to
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'nearest' }); // newer browsers answer with a promise: no clean-up
  }, []);
  return (
    <div ref={row} className={classes['tools']} role="group" aria-label={t('correction.tools')}>
      {correctionTools.map((tool) => {
        const ToolIcon = icons[tool];
        const isInHand = tool === inHand;
        return (
          <Tooltip key={tool} label={withKeys(t(`correction.tool.${tool}`), `tool.${tool}`)}>
            <ActionIcon
              size="lg"
              variant={isInHand ? 'light' : 'default'}
              color={isInHand ? 'sea' : 'gray'}
              aria-label={t(`correction.tool.${tool}`)}
              aria-keyshortcuts={ariaKeys(`tool.${tool}`)}
              aria-pressed={isInHand}
              onClick={() => {
                correction.takeTool(isInHand ? null : tool);
              }}
              data-testid={`tool-${tool}`}
            >
              <ToolIcon size="1.25rem" stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        );
      })}
    </div>
  );
}
