import type { ViewerPreferences } from '#shared/contract/index.ts';
import {
  labelStyles,
  readingLayouts,
  type ColourMapName,
  type FoldableSection,
  type LabelStyle,
  type ReadingLayout,
} from '#shared/domain/display.ts';
import type { Region, Tissue } from '#shared/domain/label-scheme.ts';
import { patchViewer, type WorkspaceContext } from './context.ts';
import { comparedLabelMap, layoutOf } from './selectors.ts';
import type { ShownLabels, ViewerState } from './workspace-state.ts';

/** How pictures and label maps are shown, apart from where in the patient. */
export interface DisplayActions {
  readonly setLayout: (layout: ReadingLayout) => void;
  /** The next layout there is something to show in; the one in 3D has a key of its own. */
  readonly cycleLayout: () => void;
  /** One view alone, and back to three. */
  readonly toggleSingle: () => void;
  /** The tumour in 3D beside the three planes, and back. */
  readonly toggleSurface: () => void;
  readonly setColourMap: (colourMap: ColourMapName) => void;
  readonly toggleInterpolation: () => void;
  /** Folds a section of the side panel to its title, and unfolds it. */
  readonly toggleSection: (section: FoldableSection) => void;
  readonly setLabelStyle: (labelStyle: LabelStyle) => void;
  readonly cycleLabelStyle: () => void;
  readonly toggleTissue: (tissue: Tissue) => void;
  /** The line around a region. */
  readonly toggleRegion: (region: Region) => void;
  /** Hides the label maps as long as it is true, whatever else is chosen. */
  readonly peek: (isPeeking: boolean) => void;
  readonly compareWith: (labels: ShownLabels) => void;
  readonly toggleAgreement: () => void;
  readonly setComparedRegion: (region: Region) => void;
}

export function createDisplayActions(context: WorkspaceContext, loadVoxels: () => Promise<void>): DisplayActions {
  const { store } = context;
  const viewer = (): ViewerState => store.getState().viewer;

  function patchAndLoad(patch: Partial<ViewerState>): void {
    patchViewer(context, patch);
    void loadVoxels();
  }

  return {
    setLayout: (layout) => {
      patchAndLoad({ layout });
    },
    cycleLayout() {
      const state = store.getState();
      const layouts = readingLayouts.filter(
        (layout) => layout !== 'surface' && (layout !== 'label-maps' || comparedLabelMap(state) !== null),
      );
      patchAndLoad({ layout: next(layouts, layoutOf(state)) });
    },
    toggleSingle: () => {
      patchAndLoad({ layout: layoutOf(store.getState()) === 'single' ? 'planes' : 'single' });
    },
    toggleSurface: () => {
      patchAndLoad({ layout: layoutOf(store.getState()) === 'surface' ? 'planes' : 'surface' });
    },
    setColourMap: (colourMap) => {
      patchViewer(context, { colourMap });
    },
    toggleInterpolation: () => {
      patchViewer(context, { isInterpolated: !viewer().isInterpolated });
    },
    toggleSection: (section) => {
      patchViewer(context, { foldedSections: toggled(viewer().foldedSections, section) });
    },
    setLabelStyle: (labelStyle) => {
      patchViewer(context, { labelStyle });
    },
    cycleLabelStyle: () => {
      patchViewer(context, { labelStyle: next(labelStyles, viewer().labelStyle), isLabelsVisible: true });
    },
    toggleTissue: (tissue) => {
      patchViewer(context, { hiddenTissues: toggled(viewer().hiddenTissues, tissue) });
    },
    toggleRegion: (region) => {
      patchViewer(context, { outlinedRegions: toggled(viewer().outlinedRegions, region) });
    },
    peek: (isPeeking) => {
      if (viewer().isPeeking !== isPeeking) patchViewer(context, { isPeeking });
    },
    compareWith: (comparedLabels) => {
      patchAndLoad({ comparedLabels });
    },
    toggleAgreement() {
      if (comparedLabelMap(store.getState()) === null) return;
      patchAndLoad({ isAgreementShown: !viewer().isAgreementShown, isLabelsVisible: true });
    },
    setComparedRegion: (comparedRegion) => {
      patchViewer(context, { comparedRegion });
    },
  };
}

/** Opens a section of the side panel for what a key has begun in it. */
export function unfoldSection(context: WorkspaceContext, section: FoldableSection): void {
  const { foldedSections } = context.store.getState().viewer;
  if (!foldedSections.includes(section)) return;
  patchViewer(context, { foldedSections: foldedSections.filter((folded) => folded !== section) });
}

/** Takes a tissue out of hiding: what is painted must be seen. */
export function showTissue(context: WorkspaceContext, tissue: Tissue): void {
  const { hiddenTissues } = context.store.getState().viewer;
  if (!hiddenTissues.includes(tissue)) return;
  patchViewer(context, { hiddenTissues: hiddenTissues.filter((hidden) => hidden !== tissue) });
}

function next<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}

function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}

/** The part of the viewer's state that outlives the study. */
export function viewerPreferences(viewer: ViewerState): ViewerPreferences {
  const { displayConvention, layout, largePlane, isInterpolated, isCrosshairVisible } = viewer;
  const { colourMap, labelStyle, labelOpacity, foldedSections } = viewer;
  return {
    displayConvention,
    layout,
    largePlane,
    isInterpolated,
    isCrosshairVisible,
    colourMap,
    labelStyle,
    labelOpacity,
    foldedSections,
  };
}
