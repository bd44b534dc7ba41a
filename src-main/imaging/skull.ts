import { brainMl } from '#shared/domain/brain-volume.ts';
import { foregroundMl, type Sketch } from './sketch.ts';

/** Whether an image shows more than a brain can be: skull, scalp, neck. What intake says, and what decides on brain extraction. */
export function showsSkull(sketch: Sketch): boolean {
  return foregroundMl(sketch) > brainMl.most;
}
