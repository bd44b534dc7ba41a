import { ActionIcon, Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconDownload, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measurement } from '#shared/contract/index.ts';
import { isMeasurableByRano, measure } from '#shared/domain/measure/measurement.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';
import classes from './measure.module.css';

export function MeasurementList(): ReactElement {
  const { t } = useTranslation();
  const measurements = useWorkspace((state) => state.measuring.measurements);
  const { measuring } = useActions();
  if (measurements.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('measuring.empty')}
      </Text>
    );
  }
  return (
    <>
      <ul className={classes['list']} aria-label={t('measuring.list')}>
        {measurements.map((measurement, index) => (
          <MeasurementRow key={measurement.measurementId} measurement={measurement} number={index + 1} />
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size="1rem" stroke={1.5} />}
        onClick={() => void measuring.exportTable()}
        data-testid="export-measurements"
      >
        {t('measuring.export')}
      </Button>
    </>
  );
}

function MeasurementRow({ measurement, number }: { measurement: Measurement; number: number }): ReactElement {
  const { t } = useTranslation();
  const isSelected = useWorkspace((state) => state.measuring.selectedId === measurement.measurementId);
  const { measuring } = useActions();
  const valueOf = useValueSentence();
  const { measurementId, kind, plane, origin } = measurement;
  const name = measurement.name ?? `${t(`measuring.kind.${kind}`)} ${String(number)}`;
  const values = measure(kind, measurement.placesMm);
  const isMeasurable = isMeasurableByRano(values);
  return (
    <li className={classes['row']} data-selected={isSelected || undefined} data-testid="measurement">
      <UnstyledButton
        className={classes['jump'] ?? ''}
        aria-label={`${t('measuring.goTo', { name })}: ${valueOf(measurement)}`}
        onClick={() => {
          measuring.show(measurementId);
        }}
      >
        <Text size="xs" fw={600} truncate>
          {name}
        </Text>
        <Text size="sm" className={classes['value'] ?? ''} data-testid="measurement-value">
          {valueOf(measurement)}
        </Text>
        <div className={classes['facts']}>
          {t(`plane.${plane}`)} · {t(`measuring.origin.${origin}`)}
          {kind === 'bidimensional' && (
            <div>{isMeasurable ? t('measuring.measurable') : t('measuring.notMeasurable')}</div>
          )}
        </div>
      </UnstyledButton>
      <RowActions measurement={measurement} name={name} />
    </li>
  );
}

function useValueSentence(): (measurement: Measurement) => string {
  const { t } = useTranslation();
  const { decimals } = useFormats();
  return ({ kind, placesMm }) => {
    const { lengthsMm, degrees, productMm2 } = measure(kind, placesMm);
    const [longest = 0, across = 0] = lengthsMm;
    if (degrees !== null) return t('measuring.angle', { degrees: decimals(degrees, 1) });
    if (productMm2 === null) return t('measuring.distance', { length: decimals(longest, 1) });
    return t('measuring.pair', {
      ...{ longest: decimals(longest, 1), across: decimals(across, 1) },
      product: decimals(productMm2, 0),
    });
  };
}

function RowActions({ measurement, name }: { measurement: Measurement; name: string }): ReactElement {
  const { t } = useTranslation();
  const { measuring } = useActions();
  const { askName, confirmRemoval } = useDialogs();
  const { measurementId } = measurement;
  function rename(): void {
    askName({
      title: t('measuring.renameTitle'),
      label: t('measuring.renameTitle'),
      name: measurement.name ?? '',
      testId: 'measurement-name',
      onSave: (entered) => {
        measuring.rename(measurementId, entered);
      },
    });
  }
  function remove(): void {
    confirmRemoval({
      title: t('measuring.removeTitle'),
      text: t('measuring.removeText', { name }),
      onConfirm: () => {
        measuring.remove(measurementId);
      },
    });
  }
  const icon = { variant: 'subtle', color: 'gray', size: 'sm' } as const;
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        {...icon}
        aria-label={t('measuring.rename', { name })}
        onClick={rename}
        data-testid="rename-measurement"
      >
        <IconPencil size="0.95rem" stroke={1.5} />
      </ActionIcon>
      <ActionIcon
        {...icon}
        aria-label={t('measuring.remove', { name })}
        onClick={remove}
        data-testid="remove-measurement"
      >
        <IconTrash size="0.95rem" stroke={1.5} />
      </ActionIcon>
    </Group>
  );
}
