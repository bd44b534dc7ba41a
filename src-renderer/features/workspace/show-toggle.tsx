import { Button } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandId } from '../../keys/commands.ts';
import { CommandKey } from '../../keys/key-caps.tsx';
import { ariaKeys } from '../../keys/key-names.ts';
import classes from './workspace.module.css';

interface ShowToggleProps {
  readonly name: string;
  /** The key that does the same. */
  readonly command: CommandId;
  readonly isShown: boolean;
  readonly icon: Icon;
  readonly title?: string;
  readonly testId: string;
  readonly onToggle: () => void;
}

/** Whether something lies over the image: as wide as the panel, with its key. */
export function ShowToggle(props: ShowToggleProps): ReactElement {
  const { t } = useTranslation();
  const { name, command, isShown, icon: Icon, title, testId, onToggle } = props;
  return (
    <Button
      fullWidth
      variant="default"
      className={classes['toggle'] ?? ''}
      justify="space-between"
      leftSection={<Icon size="1.2rem" stroke={1.5} />}
      rightSection={<CommandKey id={command} />}
      aria-keyshortcuts={ariaKeys(command)}
      aria-pressed={isShown}
      title={title}
      onClick={onToggle}
      data-testid={testId}
    >
      {name} · {t(isShown ? 'segmentation.shown' : 'segmentation.hidden')}
    </Button>
  );
}
