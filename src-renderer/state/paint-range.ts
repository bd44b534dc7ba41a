import type { StudyVolume } from '#shared/contract/index.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import { activeVolume } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

const upperHalves = new WeakMap<StudyVolume, IntensityWindow>();

/** What the brush keeps to in the shown modality: as set for its volume, else the upper half of its window. Null: it paints everywhere. */
export function paintRange(state: WorkspaceState): IntensityWindow | null {
  const { isRangeOn, ranges } = state.correction;
  const volume = activeVolume(state);
  if (!isRangeOn || volume === null) return null;
  return ranges[volume.volumeId] ?? upperHalfOf(volume);
}

/** The same object for the same volume, so that a selector may answer with it. */
function upperHalfOf(volume: StudyVolume): IntensityWindow {
  const known = upperHalves.get(volume);
  if (known !== undefined) return known;
  const { window, maximum } = volume;
  const half = { low: Math.round((window.low + window.high) / 2), high: Math.ceil(maximum) };
  upperHalves.set(volume, half);
  return half;
}
