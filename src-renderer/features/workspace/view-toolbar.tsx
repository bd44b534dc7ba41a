import { ActionIcon, NumberInput, SegmentedControl, Tooltip } from '@mantine/core';
import { IconCrosshair, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalities, modalityNames } from '#shared/domain/modality.ts';
import { activeWindow } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { displayConventions } from '../../viewer/planes.ts';
import classes from './workspace.module.css';

/** What is shown and how: modality, window, left-right convention, crosshair. */
export function ViewToolbar(): ReactElement {
  return (
    <div className={classes['toolbar']}>
      <ModalitySwitch />
      <WindowControl />
      <div className={classes['toolbarEnd']}>
        <ConventionSwitch />
        <CrosshairToggle />
      </div>
    </div>
  );
}

function ModalitySwitch(): ReactElement {
  const { t } = useTranslation();
  const modality = useWorkspace((state) => state.viewer.modality);
  const volumes = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.volumes : null));
  const { viewer } = useActions();
  return (
    <SegmentedControl
      size="sm"
      color="sea"
      aria-label={t('workspace.modality')}
      value={modality}
      onChange={viewer.showModality}
      data={modalities.map((value, index) => ({
        value,
        disabled: volumes?.some((volume) => volume.modality === value) !== true,
        label: (
          <span data-testid={`modality-${value}`} title={String(index + 1)}>
            {modalityNames[value]}
          </span>
        ),
      }))}
    />
  );
}

/** Width and level as numbers; dragging with the right button in a view changes them too. */
function WindowControl(): ReactElement | null {
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
    <div className={classes['window']}>
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
      <Tooltip label={t('workspace.windowReset')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('workspace.windowReset')} onClick={viewer.resetWindow}>
          <IconRefresh size="1.1rem" stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function WindowNumber(props: {
  label: string;
  short: string;
  value: number;
  digits: number;
  testId: string;
  onChange: (value: number) => void;
}): ReactElement {
  return (
    <NumberInput
      size="xs"
      w="7.5rem"
      hideControls
      aria-label={props.label}
      title={props.label}
      leftSection={props.short}
      leftSectionWidth="2.9rem"
      value={Number(props.value.toFixed(props.digits))}
      decimalScale={props.digits}
      data-testid={props.testId}
      onChange={(value) => {
        const isUsers = typeof value === 'number' && value !== Number(props.value.toFixed(props.digits));
        if (isUsers) props.onChange(value);
      }}
    />
  );
}

function ConventionSwitch(): ReactElement {
  const { t } = useTranslation();
  const convention = useWorkspace((state) => state.viewer.displayConvention);
  const { viewer } = useActions();
  return (
    <SegmentedControl
      size="xs"
      color="dark.4"
      aria-label={t('workspace.display')}
      value={convention}
      onChange={viewer.setDisplayConvention}
      data={displayConventions.map((value) => ({
        value,
        label: (
          <span data-testid={`display-${value}`} title={t(`workspace.${value}Hint`)}>
            {t(`workspace.${value}`)}
          </span>
        ),
      }))}
    />
  );
}

function CrosshairToggle(): ReactElement {
  const { t } = useTranslation();
  const isVisible = useWorkspace((state) => state.viewer.isCrosshairVisible);
  const { viewer } = useActions();
  return (
    <Tooltip label={t('workspace.crosshair')}>
      <ActionIcon
        variant={isVisible ? 'light' : 'subtle'}
        color={isVisible ? 'sea' : 'gray'}
        aria-label={t('workspace.crosshair')}
        aria-pressed={isVisible}
        onClick={viewer.toggleCrosshair}
        data-testid="toggle-crosshair"
      >
        <IconCrosshair size="1.2rem" stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}
