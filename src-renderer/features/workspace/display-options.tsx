import { ActionIcon, Popover, Radio, Stack, Switch } from '@mantine/core';
import { IconPalette } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { colourMapNames, type ColourMapName } from '#shared/domain/display.ts';
import { withKeys } from '../../keys/key-names.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { colourMapTable } from '../../viewer/colour-maps.ts';
import classes from './workspace.module.css';

/** What is seldom changed: colours of intensities, and what is drawn between voxels. */
export function DisplayOptions(): ReactElement {
  const { t } = useTranslation();
  const colourMap = useWorkspace((state) => state.viewer.colourMap);
  const isInterpolated = useWorkspace((state) => state.viewer.isInterpolated);
  const { display } = useActions();
  return (
    <Popover position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant={colourMap === 'grey' ? 'subtle' : 'light'}
          color={colourMap === 'grey' ? 'gray' : 'sea'}
          aria-label={t('workspace.displayOptions')}
          title={t('workspace.displayOptions')}
          data-testid="display-options"
        >
          <IconPalette size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Radio.Group label={t('workspace.colourMap')} value={colourMap}>
            <Stack gap={6} mt={6}>
              {colourMapNames.map((name) => (
                <Radio
                  key={name}
                  size="sm"
                  value={name}
                  onChange={() => {
                    display.setColourMap(name);
                  }}
                  data-testid={`colour-map-${name}`}
                  label={
                    <span className={classes['structure']}>
                      <ColourRamp name={name} />
                      {t(`workspace.colourMaps.${name}`)}
                    </span>
                  }
                />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            size="sm"
            label={withKeys(t('workspace.interpolation'), 'interpolation.toggle')}
            checked={isInterpolated}
            onChange={display.toggleInterpolation}
            data-testid="toggle-interpolation"
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function ColourRamp({ name }: { name: ColourMapName }): ReactElement {
  const table = colourMapTable(name);
  const stops = Array.from({ length: 9 }, (_, n) => {
    const word = table[Math.round((n / 8) * 255)] ?? 0;
    return `rgb(${word & 255}, ${(word >> 8) & 255}, ${(word >> 16) & 255})`;
  });
  return <span className={classes['ramp']} style={{ background: `linear-gradient(to right, ${stops.join()})` }} />;
}
