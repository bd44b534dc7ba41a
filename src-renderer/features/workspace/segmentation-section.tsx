import { ActionIcon, Group, NativeSelect, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { IconCurrentLocation, IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Study } from '#shared/contract/index.ts';
import { labelStyles } from '#shared/domain/display.ts';
import { maskBaseKey } from '#shared/domain/edit/mask-base.ts';
import { useFormats } from '../../i18n/formats.ts';
import { ariaKeys, keysOf, withKeys } from '../../keys/key-names.ts';
import { shownResult } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { ShownLabels } from '../../state/workspace-state.ts';
import { PanelSection } from '../../ui/panel-section.tsx';
import { RangeInput } from '../../ui/range-input.tsx';
import { BrainOutline } from './brain-outline.tsx';
import { ExtractionChoice } from './extraction-choice.tsx';
import { JobProgress, SegmentAgainButton } from './job-progress.tsx';
import { labelsKey, useLabelMapName, type NamedLabels } from './label-map-name.ts';
import { ModelChoice } from './model-choice.tsx';
import { ResultAbsence } from './result-absence.tsx';
import { ReferenceMenu, ResultMenu } from './result-menu.tsx';
import { ShowToggle } from './show-toggle.tsx';
import { ThoroughChoice } from './thorough-choice.tsx';

/** Making a segmentation; which label map lies over the image, whether it is seen, and how strongly. */
export function SegmentationSection(): ReactElement {
  const { t } = useTranslation();
  const shown = useWorkspace((state) => state.viewer.shownLabels);
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const hasChoice =
    study !== null && (study.reference !== null || study.results.length > 0 || shown.kind === 'correction');
  return (
    <PanelSection title={t('segmentation.title')} aside={<SegmentAgainButton />}>
      <JobProgress />
      <ModelChoice />
      <ThoroughChoice />
      <ExtractionChoice />
      {study !== null && hasChoice && <LabelMapChoice study={study} shown={shown} />}
      <ResultAbsence />
      {shown.kind !== 'none' && (
        <>
          <VisibilityToggle />
          <StyleChoice />
          <OpacityControl />
        </>
      )}
      <BrainOutline />
    </PanelSection>
  );
}

/** What is being corrected, then results newest first, then the reference; beside it what may be done to a result. */
function LabelMapChoice({ study, shown }: { study: Study; shown: ShownLabels }): ReactElement {
  const { t } = useTranslation();
  const name = useLabelMapName();
  const inHand = useWorkspace((state) => state.correction.mask);
  const result = useWorkspace(shownResult);
  const { viewer, correction } = useActions();
  const bases = study.corrections.map(({ base }) => base);
  const isListed = bases.some((base) => maskBaseKey(base) === (inHand === null ? '' : maskBaseKey(inHand.base)));
  const corrections = inHand === null || isListed ? bases : [inHand.base, ...bases];
  const current: NamedLabels =
    shown.kind !== 'correction' ? shown : { kind: shown.kind, base: inHand?.base ?? { kind: 'empty' } };
  const choices: readonly NamedLabels[] = [
    ...(current.kind === 'none' ? [current] : []),
    ...corrections.map((base) => ({ kind: 'correction' as const, base })),
    ...study.results.map(({ resultId }) => ({ kind: 'result' as const, resultId })),
    ...(study.reference === null ? [] : [{ kind: 'reference' as const }]),
  ];
  return (
    <Group gap="xs" wrap="nowrap">
      <NativeSelect
        size="sm"
        flex={1}
        rightSectionWidth={26} // a name with its date and time just fits
        aria-label={t('segmentation.labelMap')}
        data={choices.map((labels) => ({ value: labelsKey(labels), label: name(labels) }))}
        value={labelsKey(current)}
        data-testid="label-map-choice"
        onChange={(event) => {
          const chosen = choices.find((labels) => labelsKey(labels) === event.currentTarget.value);
          if (chosen?.kind === 'correction') void correction.showMask(chosen.base);
          else if (chosen !== undefined) viewer.showLabels(chosen);
        }}
      />
      {result !== null && <ResultMenu result={result} />}
      {shown.kind === 'reference' && <ReferenceMenu />}
    </Group>
  );
}

function VisibilityToggle(): ReactElement {
  const { t } = useTranslation();
  const isVisible = useWorkspace((state) => state.viewer.isLabelsVisible);
  const { viewer } = useActions();
  return (
    <Group gap="xs" wrap="nowrap">
      <ShowToggle
        name={t('segmentation.toggle')}
        command="labels.toggle"
        isShown={isVisible}
        icon={isVisible ? IconEye : IconEyeOff}
        title={t('segmentation.hold', { key: keysOf('labels.peek') })}
        testId="toggle-segmentation"
        onToggle={viewer.toggleLabels}
      />
      <Tooltip label={withKeys(t('segmentation.goToTumour'), 'tumour.show')}>
        <ActionIcon
          size={36}
          variant="default"
          aria-label={t('segmentation.goToTumour')}
          aria-keyshortcuts={ariaKeys('tumour.show')}
          onClick={viewer.goToTumour}
          data-testid="go-to-tumour"
        >
          <IconCurrentLocation size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function StyleChoice(): ReactElement {
  const { t } = useTranslation();
  const style = useWorkspace((state) => state.viewer.labelStyle);
  const { display } = useActions();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      color="dark.4"
      aria-label={withKeys(t('segmentation.style.label'), 'labels.style')}
      title={withKeys(t('segmentation.style.label'), 'labels.style')}
      value={style}
      onChange={display.setLabelStyle}
      data={labelStyles.map((value) => ({
        value,
        label: <span data-testid={`label-style-${value}`}>{t(`segmentation.style.${value}`)}</span>,
      }))}
    />
  );
}

function OpacityControl(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const opacity = useWorkspace((state) => state.viewer.labelOpacity);
  const isSeen = useWorkspace(({ viewer: shown }) => shown.isLabelsVisible && shown.labelStyle !== 'outline');
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
        isDisabled={!isSeen}
        testId="label-opacity"
        onChange={viewer.setLabelOpacity}
      />
      <Text size="xs" w="2.6rem" ta="right">
        {formats.percent(opacity)}
      </Text>
    </Group>
  );
}
