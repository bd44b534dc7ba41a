import { internalLabels, tissues, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import type { Modality } from '#shared/domain/modality.ts';
import { measureRegionDice } from '#shared/domain/region-dice.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { Voxels } from '#shared/domain/volume.ts';
import { colourMapTable } from '../viewer/colour-maps.ts';
import { measureContentBox, type WorldBox } from '../viewer/content-box.ts';
import type { DisplayLabels, DisplayVolume, IntensityWindow } from '../viewer/display-volume.ts';
import { rememberLast } from '../viewer/remember-last.ts';
import { createLabelLook, type LabelChoice, type LabelLook } from '../viewer/label-look.ts';
import type { ReadingFrame } from '../viewer/reading-frame.ts';
import { labelAt, valueAt, voxelAt } from '../viewer/readout.ts';
import type { SliceScene } from '../viewer/slice-view.ts';
import { outlinedBrainMaskId } from './brain-slice.ts';
import { isComparing, type Pane } from './panes.ts';
import { comparedLabelMap, layoutOf, shownLabelMapId, volumeOf, windowOf } from './selectors.ts';
import { shownUncertaintyMapId } from './uncertainty-slice.ts';
import type { VolumeCache } from './volume-cache.ts';
import type { ViewerState, WorkspaceState } from './workspace-state.ts';

/** What is under the mouse, or under the crosshair where the mouse is not over a picture. */
export interface Readout {
  readonly worldMm: Vec3;
  /** Voxel of the study's grid; null outside it. */
  readonly voxel: Vec3 | null;
  /** Real intensity by modality of the study; null outside the volume or before it is loaded. */
  readonly values: Readonly<Partial<Record<Modality, number | null>>>;
  readonly tissue: Tissue | null;
  /** In the label map compared with; undefined when none is. */
  readonly otherTissue: Tissue | null | undefined;
}

/** Joins the store's small values with the cache's voxels; null when no study is open. */
export interface SceneSource {
  /** The same object for a pane as long as nothing that is drawn in it changed. */
  readonly scene: (state: WorkspaceState, pane?: ScenePane) => SliceScene | null;
  readonly readout: (state: WorkspaceState) => Readout | null;
  /** Dice of the two label maps compared; null while there are not two. */
  readonly dice: (state: WorkspaceState) => Readonly<Record<Region, number>> | null;
}

/** What of a pane decides its scene. */
export type ScenePane = Pick<Pane, 'modality' | 'labels'>;

const plainPane: ScenePane = { modality: null, labels: 'shown' };
const emptyWindow: IntensityWindow = { low: 0, high: 1 };

export function createSceneSource(volumes: VolumeCache): SceneSource {
  const displays = createDisplays(volumes);
  const contentBoxOf = rememberFirstBox();
  const lookOf = rememberLooks();
  const diceOf = rememberLast(measureRegionDice);
  const last = new Map<string, SliceScene>();
  let lastFrame: ReadingFrame | null = null;

  const otherLabels = (state: WorkspaceState): DisplayLabels | null =>
    isComparing(state) ? displays.labels(state, comparedLabelMap(state)?.labelMapId ?? null) : null;

  function labelsOf(
    state: WorkspaceState,
    pane: ScenePane,
  ): Pick<SliceScene, 'labels' | 'otherLabels' | 'labelLook' | 'heat' | 'brain'> {
    const other = otherLabels(state);
    const isAgreement = other !== null && state.viewer.isAgreementShown && layoutOf(state) !== 'label-maps';
    // what the map shows and what was labelled would mix to a third colour: labels are lines then
    const heat = pane.labels === 'shown' ? displays.labels(state, shownUncertaintyMapId(state)) : null;
    const viewer: ViewerState = heat === null ? state.viewer : { ...state.viewer, labelStyle: 'outline' };
    return {
      heat,
      brain: pane.labels === 'shown' ? displays.labels(state, outlinedBrainMaskId(state)) : null,
      labels: pane.labels === 'shown' ? displays.labels(state, shownLabelMapId(state)) : other,
      otherLabels: isAgreement ? other : null,
      labelLook: lookOf(viewer, isAgreement),
    };
  }

  function scene(state: WorkspaceState, pane = plainPane): SliceScene | null {
    const frame = state.study.status === 'open' ? state.study.frame : null;
    if (lastFrame !== frame) last.clear(); // the voxels of a study left behind
    lastFrame = frame;
    if (frame === null) return null;
    const { viewer } = state;
    const modality = pane.modality ?? viewer.modality;
    const volume = displays.volume(state, modality);
    const next: SliceScene = {
      frame,
      volume,
      contentBox: contentBoxOf(frame, volume),
      ...labelsOf(state, pane),
      isLabelsVisible: viewer.isLabelsVisible && !viewer.isPeeking,
      labelOpacity: viewer.labelOpacity,
      window: windowOf(state, modality) ?? emptyWindow,
      colours: colourMapTable(viewer.colourMap),
      crosshairMm: viewer.crosshairMm,
      convention: viewer.displayConvention,
      isInterpolated: viewer.isInterpolated,
      isCrosshairVisible: viewer.isCrosshairVisible,
    };
    const key = `${pane.modality ?? ''} ${pane.labels}`;
    const before = last.get(key);
    if (before !== undefined && isSameScene(before, next)) return before;
    last.set(key, next);
    return next;
  }

  return {
    scene,
    readout: (state) => readout(displays, state),
    dice(state) {
      const shown = displays.labels(state, shownLabelMapId(state));
      const other = otherLabels(state);
      return shown === null || other === null ? null : diceOf(shown.voxels, other.voxels);
    },
  };
}

function readout(displays: Displays, state: WorkspaceState): Readout | null {
  if (state.study.status !== 'open') return null;
  const { geometry, volumes: studyVolumes } = state.study.study;
  const worldMm = state.viewer.pointerMm ?? state.viewer.crosshairMm;
  const valueOf = (modality: Modality): number | null => {
    const volume = displays.volume(state, modality);
    return volume === null ? null : valueAt(volume, worldMm);
  };
  const tissueOf = (labelMapId: string | null): Tissue | null => {
    const labels = displays.labels(state, labelMapId);
    const code = labels === null ? 0 : labelAt(labels, worldMm);
    return tissues.find((tissue) => internalLabels[tissue] === code) ?? null;
  };
  return {
    worldMm,
    voxel: voxelAt(geometry, worldMm),
    values: Object.fromEntries(studyVolumes.map(({ modality }) => [modality, valueOf(modality)])),
    tissue: tissueOf(shownLabelMapId(state)),
    otherTissue: isComparing(state) ? tissueOf(comparedLabelMap(state)?.labelMapId ?? null) : undefined,
  };
}

/** Held voxels as what the views take: the same object for the same voxels, so that views can compare by identity. */
interface Displays {
  volume(state: WorkspaceState, modality: Modality): DisplayVolume | null;
  labels(state: WorkspaceState, labelMapId: string | null): DisplayLabels | null;
}

function createDisplays(volumes: VolumeCache): Displays {
  const displayVolumes = new WeakMap<Voxels, DisplayVolume>();
  const displayLabels = new WeakMap<Voxels, DisplayLabels>();
  return {
    volume(state, modality) {
      const volume = volumeOf(state, modality);
      const voxels = volume === null ? null : volumes.peek(volume.volumeId);
      if (volume === null || voxels === null) return null;
      const { shape, affine, slope, intercept } = volume;
      return remembered(displayVolumes, voxels, () => ({ shape, affine, slope, intercept, voxels }));
    },
    labels({ study }, labelMapId) {
      const voxels = labelMapId === null ? null : volumes.peek(labelMapId);
      if (study.status !== 'open' || !(voxels instanceof Uint8Array)) return null;
      const { shape, affine } = study.study.geometry;
      return remembered(displayLabels, voxels, () => ({ shape, affine, voxels }));
    },
  };
}

function remembered<K extends object, V>(memory: WeakMap<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** One look per choice. There are few choices. */
function rememberLooks(): (viewer: ViewerState, isAgreement: boolean) => LabelLook {
  const looks = new Map<string, LabelLook>();
  return ({ labelStyle, hiddenTissues, outlinedRegions, comparedRegion }, isAgreement) => {
    const choice: LabelChoice = {
      style: labelStyle,
      hiddenTissues,
      outlinedRegions,
      agreement: isAgreement ? comparedRegion : null,
    };
    const key = JSON.stringify(choice);
    const look = looks.get(key) ?? createLabelLook(choice);
    looks.set(key, look);
    return look;
  };
}

function isSameScene(a: SliceScene, b: SliceScene): boolean {
  const keys = Object.keys(b) as (keyof SliceScene)[]; // holds: both are made by `scene` with exactly these keys
  return keys.every((key) => Object.is(a[key], b[key]));
}

/** The box of the first volume shown in a frame stays, so that the picture does not move with the modality. */
function rememberFirstBox(): (frame: ReadingFrame, volume: DisplayVolume | null) => WorldBox | null {
  let memory: { frame: ReadingFrame; box: WorldBox | null } | null = null;
  return (frame, volume) => {
    if (memory?.frame === frame) return memory.box;
    if (volume === null) return null;
    memory = { frame, box: measureContentBox(volume) };
    return memory.box;
  };
}
