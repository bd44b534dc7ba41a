import type { Modality } from '#shared/domain/modality.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import { presetWindow, type WindowPreset } from '../viewer/window-presets.ts';
import { patchViewer, type WorkspaceContext } from './context.ts';
import { volumeOf, windowOf } from './selectors.ts';

/** Every one changes the chosen modality's window, or that of the modality named. */
export interface WindowActions {
  readonly setWindow: (window: IntensityWindow, modality?: Modality) => void;
  /** In real intensities, as the views report a drag. */
  readonly dragWindow: (delta: { level: number; width: number }, modality?: Modality) => void;
  /** The automatic window: from the brain's histogram, as the volume came. */
  readonly resetWindow: (modality?: Modality) => void;
  readonly applyWindowPreset: (preset: WindowPreset) => void;
}

export function createWindowActions(context: WorkspaceContext): WindowActions {
  const { store, volumes } = context;
  const chosen = (): Modality => store.getState().viewer.modality;

  function setWindow({ low, high }: IntensityWindow, modality = chosen()): void {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return;
    const { windows } = store.getState().viewer;
    patchViewer(context, {
      windows: { ...windows, [modality]: { low, high: Math.max(high, low + smallestWidth(low)) } },
    });
  }

  return {
    setWindow,
    dragWindow({ level, width }, modality = chosen()) {
      const window = windowOf(store.getState(), modality);
      if (window === null) return;
      const centre = (window.low + window.high) / 2 + level;
      const half = Math.max(window.high - window.low + width, smallestWidth(centre)) / 2;
      setWindow({ low: centre - half, high: centre + half }, modality);
    },
    resetWindow(modality = chosen()) {
      const volume = volumeOf(store.getState(), modality);
      if (volume !== null) setWindow(volume.window, modality);
    },
    applyWindowPreset(preset) {
      const volume = volumeOf(store.getState(), chosen());
      const voxels = volume === null ? null : volumes.peek(volume.volumeId);
      if (volume === null || voxels === null) return;
      const { shape, affine, slope, intercept } = volume;
      const window = presetWindow({ shape, affine, slope, intercept, voxels }, preset);
      if (window !== null) setWindow(window);
    },
  };
}

/** A window of width 0 would divide by zero; this is a hair of the level, or of one. */
function smallestWidth(level: number): number {
  return Math.max(Math.abs(level), 1) * 1e-4;
}
