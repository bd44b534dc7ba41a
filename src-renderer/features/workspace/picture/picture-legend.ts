import type { TFunction } from 'i18next';
import { regions, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { isEdited, type MaskInHand } from '../../../state/correction-state.ts';
import { outlinedBrainMaskId } from '../../../state/brain-slice.ts';
import { isComparing } from '../../../state/panes.ts';
import { comparedLabels, layoutOf, shownLabelMap } from '../../../state/selectors.ts';
import { shownUncertaintyMapId } from '../../../state/uncertainty-slice.ts';
import type { WorkspaceState } from '../../../state/workspace-state.ts';
import { agreementColours, brainColour, regionColours } from '../../../viewer/label-look.ts';
import type { LegendEntry } from '../../../viewer/picture/picture-caption.ts';
import { labelSource } from './label-source.ts';

/** What the colours in the views mean now; nothing of what is hidden. */
export function pictureLegend(state: WorkspaceState, t: TFunction): readonly LegendEntry[] {
  const isHeatShown = shownUncertaintyMapId(state) !== null;
  return [
    ...(areLabelsSeen(state) ? labelEntries(state, t, isHeatShown) : []),
    ...(outlinedBrainMaskId(state) === null
      ? []
      : [{ mark: 'line' as const, colour: brainColour, text: t('brain.outline') }]),
    ...(isHeatShown ? [{ mark: 'heat' as const, colour: [0, 0, 0] as const, text: t('picture.uncertainty') }] : []),
  ];
}

export function areLabelsSeen(state: WorkspaceState): boolean {
  const { viewer, correction } = state;
  const isEmpty = viewer.shownLabels.kind === 'correction' && correction.mask !== null && isBlank(correction.mask);
  return shownLabelMap(state) !== null && !isEmpty && viewer.isLabelsVisible && !viewer.isPeeking;
}

/** Opened to draw on, and nothing drawn. */
function isBlank(mask: MaskInHand): boolean {
  return mask.base.kind === 'empty' && !isEdited(mask);
}

/** True while the colours say where two label maps agree. */
export function isAgreementSeen(state: WorkspaceState): boolean {
  return isComparing(state) && state.viewer.isAgreementShown && layoutOf(state) !== 'label-maps';
}

/** Over an uncertainty map labels are lines, whatever is chosen (see state/scene.ts). */
function labelEntries(state: WorkspaceState, t: TFunction, isHeatShown: boolean): readonly LegendEntry[] {
  const { labelStyle, hiddenTissues, outlinedRegions } = state.viewer;
  const style = isHeatShown ? 'outline' : labelStyle;
  const mark = ({ fill: 'area', outline: 'line', both: 'both' } as const)[style];
  if (isAgreementSeen(state)) {
    const [shown, other] = [state.viewer.shownLabels, comparedLabels(state)].map((labels) =>
      labelSource(state, t, labels),
    );
    return [
      { mark, colour: agreementColours.both, text: t('comparison.both') },
      { mark, colour: agreementColours.onlyShown, text: t('picture.only', { source: shown }) },
      { mark, colour: agreementColours.onlyOther, text: t('picture.only', { source: other }) },
    ];
  }
  return [
    ...tissues
      .filter((tissue) => !hiddenTissues.includes(tissue))
      .map((tissue) => ({
        mark,
        colour: tissueColours[tissue],
        text: `${t(`tissue.${tissue}`)} (${tissue.toUpperCase()})`,
      })),
    ...regions
      .filter((region) => outlinedRegions.includes(region))
      .map((region) => ({
        mark: 'line' as const,
        colour: regionColours[region],
        text: `${t(`region.${region}`)} (${region.toUpperCase()})`,
      })),
  ];
}
