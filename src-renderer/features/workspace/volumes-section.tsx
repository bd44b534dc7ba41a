import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { regions, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { useFormats } from '../../i18n/formats.ts';
import type { MeasuredLabelMap } from '../../state/selectors.ts';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import classes from './workspace.module.css';

/** The legend and the measurements in one: colour, structure, millilitres. */
export function VolumesSection({ labelMap }: { labelMap: MeasuredLabelMap }): ReactElement {
  const { t } = useTranslation();
  const unit = (
    <Text span size="xs" c="dimmed">
      {t('volumes.unit')}
    </Text>
  );
  return (
    <PanelSection title={t('volumes.title')} aside={unit}>
      <Table verticalSpacing={5} horizontalSpacing={0} withRowBorders={false} data-testid="volumes-table">
        <Table.Tbody>
          {tissues.map((tissue) => (
            <VolumeRow
              key={tissue}
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
              mark={<span className={classes['regionCode']}>{region.toUpperCase()}</span>}
              name={t(`region.${region}`)}
              volumeMl={labelMap.regionsMl[region]}
              // ET is a tissue and a region: one number, one id.
              testId={region === 'et' ? 'volume-region-et' : `volume-${region}`}
            />
          ))}
        </Table.Tbody>
      </Table>
      {labelMap.regionsMl.wt === 0 && (
        <Text size="sm" c="dimmed">
          {t('volumes.empty')}
        </Text>
      )}
    </PanelSection>
  );
}

function VolumeRow(props: { mark: ReactElement; name: string; volumeMl: number; testId: string }): ReactElement {
  const formats = useFormats();
  return (
    <Table.Tr>
      <Table.Th fw={400}>
        <span className={classes['structure']}>
          {props.mark}
          {props.name}
        </span>
      </Table.Th>
      <Table.Td className={classes['number'] ?? ''} data-testid={props.testId}>
        {formats.ml(props.volumeMl)}
      </Table.Td>
    </Table.Tr>
  );
}
