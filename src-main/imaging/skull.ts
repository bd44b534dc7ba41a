import { brainMl } from '#shared/domain/brain-volume.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { countForeground, foregroundMl, type Sketch } from './sketch.ts';

/** Whether an image shows more than a brain can be: skull, scalp, neck. What intake says, and what decides on brain extraction. */
export function showsSkull(sketch: Pick<Sketch, 'foregroundCount'>): boolean {
  return foregroundMl(sketch) > brainMl.most;
}

/** The same of a volume whose sketch nobody needs. */
export function volumeShowsSkull(volume: Volume): boolean {
  return showsSkull({ foregroundCount: countForeground(volume) });
}
