import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Result } from '#shared/contract/index.ts';
import { isPlausibleBrain } from '#shared/domain/brain-volume.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { modalities, modalityNames } from '#shared/domain/modality.ts';
import { useFormats, type Formats } from '../../i18n/formats.ts';
import { isEdited } from '../../state/correction-state.ts';
import { shownResult } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { useLabelMapName } from './label-map-name.ts';

type Facts = readonly (readonly [name: string, value: string])[];

/** How the label map on the screen came about, fact by fact. */
export function useProvenanceFacts(): Facts {
  const { t } = useTranslation();
  const formats = useFormats();
  const result = useWorkspace(shownResult);
  const reference = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.reference : null));
  const results = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.results : noResults));
  const shown = useWorkspace((state) => state.viewer.shownLabels.kind);
  const mask = useWorkspace((state) => state.correction.mask);
  const name = useLabelMapName();

  function nameOfBase(base: MaskBase, baseCreatedAt: string | null): string {
    if (base.kind === 'empty') return t('correction.origin.emptyMask');
    const isGone = base.kind === 'result' && !results.some(({ resultId }) => resultId === base.resultId);
    const time = baseCreatedAt === null ? '' : formats.dateTime(baseCreatedAt);
    return isGone ? t('correction.origin.removed', { time }) : name(base);
  }

  function factsOfOrigin({ origin }: Result): Facts {
    if (origin.kind === 'network') return [];
    const { reference: then } = origin;
    const from =
      then === undefined
        ? nameOfBase(origin.base, origin.baseCreatedAt)
        : t('segmentation.reference', { file: then.fileName });
    return [
      [t('correction.origin.from'), from],
      [t('correction.origin.edits'), String(origin.editCount)],
      [t('correction.origin.started'), formats.dateTime(origin.startedAt)],
    ];
  }

  function factsOfAbsence({ without }: Result): Facts {
    if (without === null) return [];
    const present = modalities.filter((modality) => modality !== without).map((modality) => modalityNames[modality]);
    const lack = t('segmentation.without', { modality: modalityNames[without] });
    return [[t('provenance.modalities'), `${present.join(', ')} · ${lack}`]];
  }

  function factsOfMemory({ beyondBudget }: Result): Facts {
    if (beyondBudget === null) return [];
    const [peak, budget] = [formats.bytes(beyondBudget.peakBytes), formats.bytes(beyondBudget.budgetBytes)];
    return [[t('provenance.memory'), t('provenance.beyondBudget', { peak, budget })]];
  }

  function factsOfNetwork(made: Result): Facts {
    const { modelId, modelVersion, modelSha256, engine, provider, precision, fallbacks, uncertainty } = made;
    if (modelId === '') return [];
    return [
      [t('provenance.model'), `${modelId} ${modelVersion} · ${modelSha256.slice(0, 12)}`],
      [t('provenance.engine'), `${engine} · ${provider}`],
      ...(precision === null ? [] : [[t('provenance.precision'), t(`precision.${precision}`)] as const]),
      ...factsOfAbsence(made),
      ...factsOfUncertainty(uncertainty, t, formats),
      ...factsOfMemory(made),
      ...factsOfBrain(made, t, formats),
      ...fallbacks.map(
        ({ engineId, fault }) =>
          [t('provenance.fallback'), `${t(`engine.name.${engineId}`)}: ${t(`engine.fault.${fault}`)}`] as const,
      ),
    ];
  }

  if (shown === 'correction' && mask !== null) {
    const base = nameOfBase(mask.base, null);
    if (!isEdited(mask)) return [[t('correction.origin.unchanged'), base]];
    return [
      [t('correction.origin.from'), base],
      [t('correction.origin.edits'), String(mask.done)],
    ];
  }
  if (result === null) return [[t('provenance.file'), reference?.fileName ?? '']];
  const isNetwork = result.origin.kind === 'network';
  return [
    ...factsOfOrigin(result),
    ...factsOfNetwork(result),
    [t('provenance.made'), formats.dateTime(result.createdAt)],
    ...(isNetwork ? [[t('provenance.duration'), formats.duration(result.durationMs)] as const] : []),
    [t('provenance.appVersion'), result.appVersion],
  ];
}

function factsOfUncertainty(uncertainty: Result['uncertainty'], t: TFunction, formats: Formats): Facts {
  if (uncertainty === null) return [];
  const { passes, expected } = uncertainty;
  const made = passes === 1 ? t('provenance.onePass') : t('provenance.mirroredPasses', { passes });
  const marked = (markedFrom: number): string => t('provenance.markedFrom', { percent: formats.percent(markedFrom) });
  return [
    [t('provenance.passes'), made],
    ...(expected === null ? [] : [[t('provenance.marked'), marked(expected.markedFrom)] as const]),
  ];
}

/** What was taken as brain, in what it was found and by what; a warning where no brain measures that. */
function factsOfBrain({ brain }: Result, t: TFunction, formats: Formats): Facts {
  if (brain === null) return [];
  const { modelName, modelVersion, modelSha256, foundIn, volumeMl } = brain;
  const volume = formats.decimals(volumeMl, 0);
  const names = foundIn.map((modality) => modalityNames[modality]).join(', ');
  const found = t('provenance.brainFound', { volume, modalities: names });
  const warning = isPlausibleBrain(volumeMl) ? '' : ` ${t('brain.implausible', { volume })}`;
  return [[t('provenance.brain'), `${found} ${modelName} ${modelVersion} · ${modelSha256.slice(0, 12)}.${warning}`]];
}

const noResults: readonly Result[] = [];
