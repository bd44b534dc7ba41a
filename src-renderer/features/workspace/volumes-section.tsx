import { ActionIcon, Table, Text } from '@mantine/core';
import { IconCircleDashed as IconContour, IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { regions, tissueColours, tissues, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import type { VolumeRange } from '#shared/domain/uncertainty.ts';
import { useFormats } from '../../i18n/formats.ts';
import { shownResult, type MeasuredLabelMap } from '../../state/selectors.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import { regionColours } from '../../viewer/label-look.ts';
import { ExpectedDice } from './expected-dice.tsx';
import classes from './workspace.module.css';

/** The legend and the measurements in one: colour, structure, millilitres. */
export function VolumesSection({ labelMap }: { labelMap: MeasuredLabelMap }): ReactElement {
  const { t } = useTranslation();
  const uncertainty = useWorkspace((state) => shownResult(state)?.uncertainty ?? null);
  const unit = (
    <Text span size="xs" c="dimmed">
      {t('volumes.unit')}
    </Text>
  );
  return (
    <PanelSection title={t('volumes.title')} aside={unit} fold={useFold('volumes')} testId="fold-volumes">
      <Table verticalSpacing={5} horizontalSpacing={0} withRowBorders={false} data-testid="volumes-table">
        <Table.Tbody>
          {tissues.map((tissue) => (
            <VolumeRow
              key={tissue}
              toggle={<TissueToggle tissue={tissue} />}
              mark={<ColourSwatch colour={tissueColours[tissue]} />}
              name={t(`tissue.${tissue}`)}
              volumeMl={labelMap.tissuesMl[tissue]}
              testId={`volume-${tissue}`}
            />
          ))}
        </Table.Tbody>
        <Table.Tbody style={{ borderTop: '1px solid var(--line)' }}>
          {regions.map((region) => (
            <VolumeRow
              key={region}
              toggle={<RegionToggle region={region} />}
              mark={<span className={classes['regionCode']}>{region.toUpperCase()}</span>}
              name={t(`region.${region}`)}
              volumeMl={labelMap.regionsMl[region]}
              rangeMl={uncertainty?.rangesMl[region]}
              // ET is a tissue and a region: one number, one id.
              testId={region === 'et' ? 'volume-region-et' : `volume-${region}`}
            />
          ))}
        </Table.Tbody>
      </Table>
      {labelMap.regionsMl.wt > 0 && uncertainty !== null && uncertainty.expected !== null && (
        <ExpectedDice expected={uncertainty.expected} />
      )}
      {labelMap.regionsMl.wt === 0 && (
        <Text size="sm" c="dimmed">
          {t('volumes.empty')}
        </Text>
      )}
    </PanelSection>
  );
}

/** Whether a tissue is coloured in the views. */
function TissueToggle({ tissue }: { tissue: Tissue }): ReactElement {
  const { t } = useTranslation();
  const isShown = useWorkspace((state) => !state.viewer.hiddenTissues.includes(tissue));
  const { display } = useActions();
  const label = t('volumes.showTissue', { tissue: t(`tissue.${tissue}`) });
  const Icon = isShown ? IconEye : IconEyeOff;
  return (
    <ActionIcon
      variant="subtle"
      color={isShown ? 'dark.1' : 'dark.3'}
      size="sm"
      aria-label={label}
      title={label}
      aria-pressed={isShown}
      onClick={() => {
        display.toggleTissue(tissue);
      }}
      data-testid={`show-${tissue}`}
    >
      <Icon size="1rem" stroke={1.5} />
    </ActionIcon>
  );
}

/** Whether a line is drawn around a region; its colour is the line's. */
function RegionToggle({ region }: { region: Region }): ReactElement {
  const { t } = useTranslation();
  const isShown = useWorkspace((state) => state.viewer.outlinedRegions.includes(region));
  const { display } = useActions();
  const label = t('volumes.outlineRegion', { region: t(`region.${region}`) });
  return (
    <ActionIcon
      variant="subtle"
      color="dark.3"
      size="sm"
      aria-label={label}
      title={label}
      aria-pressed={isShown}
      onClick={() => {
        display.toggleRegion(region);
      }}
      data-testid={`outline-${region}`}
    >
      <IconContour
        size="1.05rem"
        stroke={1.8}
        {...(isShown ? { color: `rgb(${regionColours[region].join()})` } : {})}
      />
    </ActionIcon>
  );
}

function VolumeRow(props: {
  toggle: ReactElement;
  mark: ReactElement;
  name: string;
  volumeMl: number;
  /** Where the network might also put it. */
  rangeMl?: VolumeRange | undefined;
  testId: string;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Table.Tr>
      <Table.Th fw={400}>
        <span className={classes['structure']}>
          {props.toggle}
          {props.mark}
          {props.name}
        </span>
      </Table.Th>
      <Table.Td className={classes['number'] ?? ''} data-testid={props.testId}>
        {formats.ml(props.volumeMl)}
      </Table.Td>
      <Table.Td
        className={classes['range'] ?? ''}
        title={props.rangeMl === undefined ? undefined : t('volumes.range')}
        data-testid={`${props.testId}-range`}
      >
        {props.rangeMl !== undefined && `${formats.ml(props.rangeMl.low)}–${formats.ml(props.rangeMl.high)}`}
      </Table.Td>
    </Table.Tr>
  );
}
