import type { i18n, TFunction } from 'i18next';
import { modalityNames, type Modality } from '#shared/domain/modality.ts';
import { createFormats } from '../../../i18n/formats.ts';
import type { Pane } from '../../../state/panes.ts';
import { comparedLabels, layoutOf, windowOf } from '../../../state/selectors.ts';
import type { WorkspaceState } from '../../../state/workspace-state.ts';
import { windowDigits } from '../../../viewer/colour-bar.ts';
import type { ViewWords } from '../../../viewer/paint-scene.ts';
import type { PictureCaption } from '../../../viewer/picture/picture-caption.ts';
import { sliceOf } from '../../../viewer/reading-frame.ts';
import { labelSource } from './label-source.ts';
import { areLabelsSeen, isAgreementSeen, pictureLegend } from './picture-legend.ts';

/** What stands below a picture of the views as they are now. */
export function pictureCaption(state: WorkspaceState, { t, language }: i18n, now: Date): PictureCaption {
  const named = state.picture.isNamed && state.study.status === 'open' ? [state.study.study.patientName] : [];
  return {
    legend: pictureLegend(state, t),
    facts: [...named, ...labelFacts(state, t), `Glioscope, ${createFormats(language).date(now.toISOString())}`],
    notice: t('app.researchUseOnly'),
  };
}

function labelFacts(state: WorkspaceState, t: TFunction): readonly string[] {
  if (!areLabelsSeen(state) || layoutOf(state) === 'label-maps') return [];
  const { comparedRegion, shownLabels } = state.viewer;
  if (isAgreementSeen(state)) return [t('picture.agreement', { region: t(`region.${comparedRegion}`) })];
  return [t('picture.segmentation', { source: labelSource(state, t, shownLabels) })];
}

/** What stands in a view: which modality and plane, whose label map where two are compared, and its window. */
export function viewWords(state: WorkspaceState, t: TFunction, pane: Pane | null): ViewWords {
  const modality = pane?.modality ?? state.viewer.modality;
  if (pane === null) return { titles: [t('surface.title')], note: modalityNames[modality] };
  const labels = pane.labels === 'shown' ? state.viewer.shownLabels : comparedLabels(state);
  const source = layoutOf(state) === 'label-maps' ? labelSource(state, t, labels) : '';
  return {
    titles: [`${modalityNames[modality]} · ${t(`plane.${pane.plane}`)}`, ...(source === '' ? [] : [source])],
    note: windowNote(state, modality),
  };
}

/** As radiologists write it, in every language: "W 814  L 608". */
function windowNote(state: WorkspaceState, modality: Modality): string {
  const window = windowOf(state, modality);
  if (window === null) return '';
  const digits = windowDigits(window);
  return `W ${(window.high - window.low).toFixed(digits)}  L ${((window.high + window.low) / 2).toFixed(digits)}`;
}

/** For a file's name: what the picture shows, in English and without a patient. */
export function pictureParts(state: WorkspaceState, panes: readonly (Pane | null)[]): readonly string[] {
  const layout = layoutOf(state);
  const modality = modalityNames[state.viewer.modality];
  const [first = null] = panes;
  if (panes.length > 1) {
    const isOfOnePlane = layout === 'modalities' || layout === 'label-maps';
    return isOfOnePlane ? [layout, state.viewer.largePlane] : [modality, layout];
  }
  if (first === null || state.study.status !== 'open') return [modality, '3D'];
  const slice = sliceOf(state.study.frame, first.plane, state.viewer.crosshairMm) + 1;
  return [modalityNames[first.modality ?? state.viewer.modality], first.plane, String(slice)];
}
