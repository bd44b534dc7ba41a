import { Group, NumberInput, SegmentedControl, Switch, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalityNames } from '#shared/domain/modality.ts';
import { useFormats } from '../../i18n/formats.ts';
import { withKeys } from '../../keys/key-names.ts';
import { brushLimitsMm } from '../../state/correction-state.ts';
import { paintRange } from '../../state/paint-range.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { RangeInput } from '../../ui/range-input.tsx';

/** How large the brush is, how deep it goes, and where it paints. */
export function BrushOptions({ tool }: { tool: 'brush' | 'eraser' | 'fill' }): ReactElement {
  return (
    <>
      <DepthChoice tool={tool} />
      {tool !== 'fill' && <SizeControl />}
      {tool === 'brush' && <ThresholdControl />}
    </>
  );
}

function DepthChoice({ tool }: { tool: 'brush' | 'eraser' | 'fill' }): ReactElement {
  const { t } = useTranslation();
  const isThroughSlices = useWorkspace((state) => state.correction.isThroughSlices);
  const { correction } = useActions();
  const kind = tool === 'fill' ? 'fill' : 'brush';
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      color="dark.4"
      aria-label={t('correction.depth')}
      value={isThroughSlices ? 'volume' : 'slice'}
      onChange={(value) => {
        correction.setThroughSlices(value === 'volume');
      }}
      data={(['slice', 'volume'] as const).map((value) => ({
        value,
        label: (
          <span title={withKeys(t(`correction.${kind}.${value}`), 'brush.depth')} data-testid={`depth-${value}`}>
            {t(`correction.${kind}.${value}`)}
          </span>
        ),
      }))}
    />
  );
}

function SizeControl(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const radiusMm = useWorkspace((state) => state.correction.radiusMm);
  const { correction } = useActions();
  const size = t('correction.radiusValue', { radius: formats.decimals(radiusMm, 1) });
  return (
    <Group gap="sm" wrap="nowrap" title={withKeys(t('correction.radius'), 'brush.smaller', 'brush.larger')}>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {t('correction.radius')}
      </Text>
      <RangeInput
        label={t('correction.radius')}
        valueText={size}
        min={brushLimitsMm.least}
        max={brushLimitsMm.most}
        step={brushLimitsMm.step}
        value={radiusMm}
        testId="brush-radius"
        onChange={correction.setRadius}
      />
      <Text size="xs" w="3.6rem" ta="right" style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        {size}
      </Text>
    </Group>
  );
}

function ThresholdControl(): ReactElement {
  const { t } = useTranslation();
  const range = useWorkspace(paintRange);
  const modality = useWorkspace((state) => state.viewer.modality);
  const { correction } = useActions();
  return (
    <>
      <Switch
        size="xs"
        checked={range !== null}
        label={t('correction.threshold', { modality: modalityNames[modality] })}
        title={withKeys(t('correction.threshold', { modality: modalityNames[modality] }), 'brush.threshold')}
        onChange={correction.toggleRange}
        data-testid="threshold"
      />
      {range !== null && (
        <Group gap="xs" wrap="nowrap">
          {(['low', 'high'] as const).map((bound) => (
            <NumberInput
              key={bound}
              size="xs"
              hideControls
              aria-label={t(`correction.${bound}`)}
              leftSection={bound === 'low' ? '≥' : '≤'}
              value={range[bound]}
              data-testid={`threshold-${bound}`}
              onChange={(value) => {
                if (typeof value === 'number') correction.setRange({ ...range, [bound]: value });
              }}
            />
          ))}
        </Group>
      )}
    </>
  );
}
