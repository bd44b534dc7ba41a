import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import {
  IconColumns2,
  IconCrosshair,
  IconCube,
  IconLayoutSidebarRight,
  IconLayoutGrid,
  IconSquare,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { displayConventions, readingLayouts, type ReadingLayout } from '#shared/domain/display.ts';
import { modalities, modalityNames, type Modality } from '#shared/domain/modality.ts';
import { ariaKeys, keysOf, withKeys } from '../../keys/key-names.ts';
import { comparedLabels, layoutOf } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { DisplayOptions } from './display-options.tsx';
import { PictureMenu } from './picture/picture-menu.tsx';
import { WindowControl } from './window-control.tsx';
import classes from './workspace.module.css';

/** What is shown and how: modality, window, left-right convention, crosshair. */
export function ViewToolbar(): ReactElement {
  return (
    <div className={classes['toolbar']}>
      <ModalitySwitch />
      <LayoutSwitch />
      <WindowControl />
      <div className={classes['toolbarEnd']}>
        <ConventionSwitch />
        <CrosshairToggle />
        <DisplayOptions />
        <PictureMenu />
      </div>
    </div>
  );
}

function ModalitySwitch(): ReactElement {
  const { t } = useTranslation();
  const modality = useWorkspace((state) => state.viewer.modality);
  const volumes = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.volumes : null));
  const { viewer } = useActions();
  const isThere = (value: Modality): boolean => volumes?.some((volume) => volume.modality === value) === true;
  return (
    <SegmentedControl
      size="sm"
      color="sea"
      aria-label={t('workspace.modality')}
      value={modality}
      onChange={viewer.showModality}
      data={modalities.map((value) => ({
        value,
        disabled: !isThere(value),
        label: (
          <span
            data-testid={`modality-${value}`}
            title={
              isThere(value)
                ? `${withKeys(modalityNames[value], `modality.${value}`)} · ${keysOf('modality.previous')}: ${t('workspace.blink')}`
                : t('without.absent', { modality: modalityNames[value] })
            }
          >
            {modalityNames[value]}
          </span>
        ),
      }))}
    />
  );
}

const layoutIcons: Readonly<Record<ReadingLayout, typeof IconSquare>> = {
  planes: IconLayoutSidebarRight,
  single: IconSquare,
  modalities: IconLayoutGrid,
  'label-maps': IconColumns2,
  surface: IconCube,
};

function LayoutSwitch(): ReactElement {
  const { t } = useTranslation();
  const layout = useWorkspace(layoutOf);
  const hasOther = useWorkspace((state) => comparedLabels(state) !== null);
  const { display } = useActions();
  return (
    <SegmentedControl
      size="sm"
      color="dark.4"
      aria-label={withKeys(t('workspace.layout'), 'layout.next')}
      value={layout}
      onChange={display.setLayout}
      data={readingLayouts.map((value) => {
        const Icon = layoutIcons[value];
        const name = t(`workspace.layouts.${value}`);
        return {
          value,
          disabled: value === 'label-maps' && !hasOther,
          label: (
            <span
              className={classes['layoutIcon']}
              data-testid={`layout-${value}`}
              title={withKeys(name, value === 'surface' ? 'surface.toggle' : 'layout.next')}
            >
              <Icon size="1.1rem" stroke={1.5} aria-label={name} role="img" />
            </span>
          ),
        };
      })}
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
    <Tooltip label={withKeys(t('workspace.crosshair'), 'crosshair.toggle')}>
      <ActionIcon
        variant={isVisible ? 'light' : 'subtle'}
        color={isVisible ? 'sea' : 'gray'}
        aria-label={t('workspace.crosshair')}
        aria-keyshortcuts={ariaKeys('crosshair.toggle')}
        aria-pressed={isVisible}
        onClick={viewer.toggleCrosshair}
        data-testid="toggle-crosshair"
      >
        <IconCrosshair size="1.2rem" stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}
