import { ActionIcon, Menu, NumberInput } from '@mantine/core';
import { IconContrastFilled } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandKey } from '../../keys/key-caps.tsx';
import { activeWindow } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { windowPresets } from '../../viewer/window-presets.ts';
import classes from './workspace.module.css';

/** Width and level as numbers; dragging with the right button in a view changes them too. A double click resets them. */
export function WindowControl(): ReactElement | null {
  const { t } = useTranslation();
  const window = useWorkspace(activeWindow);
  const { viewer } = useActions();
  if (window === null) return null;
  const width = window.high - window.low;
  const level = (window.high + window.low) / 2;
  const digits = width < 10 ? 3 : 0;
  const setWindow = (change: { width?: number; level?: number }): void => {
    const centre = change.level ?? level;
    const half = (change.width ?? width) / 2;
    viewer.setWindow({ low: centre - half, high: centre + half });
  };
  return (
    <div
      className={classes['window']}
      title={t('workspace.windowHint')}
      onDoubleClick={() => {
        viewer.resetWindow();
      }}
      data-testid="window-control"
    >
      <WindowNumber
        label={t('workspace.windowWidth')}
        short={t('workspace.windowWidthShort')}
        value={width}
        digits={digits}
        testId="window-width"
        onChange={(value) => {
          setWindow({ width: value });
        }}
      />
      <WindowNumber
        label={t('workspace.windowLevel')}
        short={t('workspace.windowLevelShort')}
        value={level}
        digits={digits}
        testId="window-level"
        onChange={(value) => {
          setWindow({ level: value });
        }}
      />
      <PresetMenu />
    </div>
  );
}

/** What is typed counts when it is done, by the return key or on leaving: no picture is shown at the 1 of 1390. */
function WindowNumber(props: {
  label: string;
  short: string;
  value: number;
  digits: number;
  testId: string;
  onChange: (value: number) => void;
}): ReactElement {
  const shown = Number(props.value.toFixed(props.digits));
  /** What stands in the field while it is typed in; null: the window as it is. */
  const [typed, setTyped] = useState<number | string | null>(null);
  const take = (): void => {
    if (typeof typed === 'number' && typed !== shown) props.onChange(typed);
    setTyped(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <NumberInput
        size="xs"
        w="6.4rem"
        hideControls
        aria-label={props.label}
        title={props.label}
        leftSection={props.short}
        leftSectionWidth="2.9rem"
        value={typed ?? shown}
        decimalScale={props.digits}
        data-testid={props.testId}
        onChange={(value) => setTyped(value === shown ? null : value)}
        onBlur={take}
      />
    </form>
  );
}

function PresetMenu(): ReactElement {
  const { t } = useTranslation();
  const { viewer } = useActions();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('workspace.windowPresets')}
          title={t('workspace.windowPresets')}
          data-testid="window-presets"
        >
          <IconContrastFilled size="1.1rem" stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          rightSection={<CommandKey id="window.automatic" />}
          onClick={() => {
            viewer.resetWindow();
          }}
          data-testid="window-automatic"
        >
          {t('workspace.preset.automatic')}
        </Menu.Item>
        {windowPresets.map((preset) => (
          <Menu.Item
            key={preset}
            onClick={() => {
              viewer.applyWindowPreset(preset);
            }}
            data-testid={`window-${preset}`}
          >
            {t(`workspace.preset.${preset}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
