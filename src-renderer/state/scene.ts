import type { Study, StudyVolume } from '#shared/contract/index.ts';
import { internalLabels, tissues, type Tissue } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { Voxels } from '#shared/domain/volume.ts';
import { measureContentBox, type WorldBox } from '../viewer/content-box.ts';
import type { DisplayLabels, DisplayVolume, IntensityWindow } from '../viewer/display-volume.ts';
import type { ReadingFrame } from '../viewer/reading-frame.ts';
import { labelAt, valueAt, voxelAt } from '../viewer/readout.ts';
import type { SliceScene } from '../viewer/slice-view.ts';
import { activeVolume, activeWindow, shownLabelMapId } from './selectors.ts';
import type { VolumeCache } from './volume-cache.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** What is under the crosshair. */
export interface Readout {
  readonly worldMm: Vec3;
  /** Voxel of the study's grid; null outside it. */
  readonly voxel: Vec3 | null;
  /** Real intensity of the shown modality; null outside it or before it is loaded. */
  readonly value: number | null;
  readonly tissue: Tissue | null;
}

/** Joins the store's small values with the cache's voxels; null when no study is open. */
export interface SceneSource {
  /** The same object as long as nothing that is drawn changed. */
  readonly scene: (state: WorkspaceState) => SliceScene | null;
  readonly readout: (state: WorkspaceState) => Readout | null;
}

const emptyWindow: IntensityWindow = { low: 0, high: 1 };

export function createSceneSource(volumes: VolumeCache): SceneSource {
  const volumeOf = rememberLast((volume: StudyVolume, voxels: Voxels): DisplayVolume => {
    const { shape, affine, slope, intercept } = volume;
    return { shape, affine, slope, intercept, voxels };
  });
  const labelsOf = rememberLast((study: Study, voxels: Uint8Array): DisplayLabels => {
    const { shape, affine } = study.geometry;
    return { shape, affine, voxels };
  });
  const contentBoxOf = rememberFirstBox();
  let last: SliceScene | null = null;

  function shownVolume(state: WorkspaceState): DisplayVolume | null {
    const volume = activeVolume(state);
    const voxels = volume === null ? null : volumes.peek(volume.volumeId);
    return volume === null || voxels === null ? null : volumeOf(volume, voxels);
  }

  function shownLabels(state: WorkspaceState): DisplayLabels | null {
    const labelMapId = shownLabelMapId(state);
    const voxels = labelMapId === null ? null : volumes.peek(labelMapId);
    if (state.study.status !== 'open' || !(voxels instanceof Uint8Array)) return null;
    return labelsOf(state.study.study, voxels);
  }

  function scene(state: WorkspaceState): SliceScene | null {
    if (state.study.status !== 'open') return null;
    const { viewer } = state;
    const { frame } = state.study;
    const volume = shownVolume(state);
    const next: SliceScene = {
      frame,
      volume,
      contentBox: contentBoxOf(frame, volume),
      labels: shownLabels(state),
      isLabelsVisible: viewer.isLabelsVisible,
      labelOpacity: viewer.labelOpacity,
      window: activeWindow(state) ?? emptyWindow,
      crosshairMm: viewer.crosshairMm,
      convention: viewer.displayConvention,
      isInterpolated: viewer.isInterpolated,
      isCrosshairVisible: viewer.isCrosshairVisible,
    };
    if (last === null || !isSameScene(last, next)) last = next;
    return last;
  }

  return {
    scene,
    readout(state) {
      if (state.study.status !== 'open') return null;
      const { crosshairMm } = state.viewer;
      const volume = shownVolume(state);
      const labels = shownLabels(state);
      const code = labels === null ? 0 : labelAt(labels, crosshairMm);
      return {
        worldMm: crosshairMm,
        voxel: voxelAt(state.study.study.geometry, crosshairMm),
        value: volume === null ? null : valueAt(volume, crosshairMm),
        tissue: tissues.find((tissue) => internalLabels[tissue] === code) ?? null,
      };
    },
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

/** Answers the last question again without making a new object. */
function rememberLast<A extends object, B extends object, R>(make: (a: A, b: B) => R): (a: A, b: B) => R {
  let memory: { a: A; b: B; answer: R } | null = null;
  return (a, b) => {
    if (memory?.a !== a || memory.b !== b) memory = { a, b, answer: make(a, b) };
    return memory.answer;
  };
}
