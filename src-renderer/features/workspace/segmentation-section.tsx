import { ActionIcon, Button, Group, Kbd, NativeSelect, Text, Tooltip } from '@mantine/core';
import { IconCurrentLocation, IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Study } from '#shared/contract/index.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { ShownLabels } from '../../state/workspace-state.ts';
import { JobProgress, SegmentAgainButton } from './job-progress.tsx';
import classes from './workspace.module.css';
import { PanelSection } from '../../ui/panel-section.tsx';
import { RangeInput } from '../../ui/range-input.tsx';

/** Making a segmentation; which label map lies over the image, whether it is seen, and how strongly. */
export function SegmentationSection(): ReactElement {
  const { t } = useTranslation();
  const shown = useWorkspace((state) => state.viewer.shownLabels);
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const hasChoice = study !== null && (study.reference !== null || study.results.length > 1);
  return (
    <PanelSection title={t('segmentation.title')} aside={<SegmentAgainButton />}>
      <JobProgress />
      {study !== null && hasChoice && <LabelMapChoice study={study} shown={shown} />}
      {shown.kind !== 'none' && (
        <>
          <VisibilityToggle />
          <OpacityControl />
        </>
      )}
    </PanelSection>
  );
}

/** Results newest first, then the reference. Ids are prefixed, so that the reference can be among them. */
function LabelMapChoice({ study, shown }: { study: Study; shown: ShownLabels }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { viewer } = useActions();
  const choices = [
    ...(shown.kind === 'none' ? [{ value: 'none', label: t('segmentation.noneShown') }] : []),
    ...study.results.map((result) => ({
      value: `result:${result.resultId}`,
      label: t('segmentation.result', { time: formats.dateTime(result.createdAt) }),
    })),
    ...(study.reference === null
      ? []
      : [{ value: 'reference', label: t('segmentation.reference', { file: study.reference.fileName }) }]),
  ];
  return (
    <NativeSelect
      size="sm"
      aria-label={t('segmentation.labelMap')}
      data={choices}
      value={shown.kind === 'result' ? `result:${shown.resultId}` : shown.kind}
      data-testid="label-map-choice"
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        if (chosen === 'reference') viewer.showLabels({ kind: 'reference' });
        else viewer.showLabels({ kind: 'result', resultId: chosen.slice('result:'.length) });
      }}
    />
  );
}

function VisibilityToggle(): ReactElement {
  const { t } = useTranslation();
  const isVisible = useWorkspace((state) => state.viewer.isLabelsVisible);
  const { viewer } = useActions();
  const Icon = isVisible ? IconEye : IconEyeOff;
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        fullWidth
        variant="default"
        className={classes['toggle'] ?? ''}
        justify="space-between"
        leftSection={<Icon size="1.2rem" stroke={1.5} />}
        rightSection={<Kbd size="xs">S</Kbd>}
        aria-pressed={isVisible}
        onClick={viewer.toggleLabels}
        data-testid="toggle-segmentation"
      >
        {t('segmentation.toggle')} · {isVisible ? t('segmentation.shown') : t('segmentation.hidden')}
      </Button>
      <Tooltip label={t('segmentation.goToTumour')}>
        <ActionIcon
          size={36}
          variant="default"
          aria-label={t('segmentation.goToTumour')}
          onClick={viewer.goToTumour}
          data-testid="go-to-tumour"
        >
          <IconCurrentLocation size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function OpacityControl(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const opacity = useWorkspace((state) => state.viewer.labelOpacity);
  const isVisible = useWorkspace((state) => state.viewer.isLabelsVisible);
  const { viewer } = useActions();
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {t('segmentation.opacity')}
      </Text>
      <RangeInput
        label={t('segmentation.opacity')}
        valueText={formats.percent(opacity)}
        min={0}
        max={1}
        step={0.05}
        value={opacity}
        isDisabled={!isVisible}
        testId="label-opacity"
        onChange={viewer.setLabelOpacity}
      />
      <Text size="xs" w="2.6rem" ta="right">
        {formats.percent(opacity)}
      </Text>
    </Group>
  );
}
