import { internalLabels, tissueColours, tissues, type Tissue } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { measureContentBox } from '../content-box.ts';
import type { DisplayLabels, DisplayVolume } from '../display-volume.ts';
import { rememberLast } from '../remember-last.ts';
import { headField, tissueField } from './surface-fields.ts';
import { extractSurface } from './surface-nets.ts';
import type { Surface } from './surface-scene.ts';

const headColour = [190, 200, 210] as const;

/** Builds surfaces once for the same voxels; the last volume's and the last label map's are kept. */
export interface SurfaceBuilder {
  head(volume: DisplayVolume): Head;
  tumour(labels: DisplayLabels, hiddenTissues: readonly Tissue[]): readonly Surface[];
}

export interface Head {
  readonly surfaces: readonly Surface[];
  readonly centreMm: Vec3;
  readonly radiusMm: number;
}

export function createSurfaceBuilder(): SurfaceBuilder {
  const headOf = rememberLast(buildHead);
  const tumourOf = rememberLast(buildTumour);
  return {
    head: headOf,
    tumour: (labels, hiddenTissues) =>
      tumourOf(labels)
        .filter(({ tissue }) => !hiddenTissues.includes(tissue))
        .map(({ surface }) => surface),
  };
}

function buildHead(volume: DisplayVolume): Head {
  const field = headField(volume);
  const box = measureContentBox(volume);
  if (field === null || box === null) return { surfaces: [], centreMm: [0, 0, 0], radiusMm: 100 };
  const { lowMm, highMm } = box;
  return {
    surfaces: [{ mesh: extractSurface(field), colour: headColour, isSeeThrough: true }],
    centreMm: [(lowMm[0] + highMm[0]) / 2, (lowMm[1] + highMm[1]) / 2, (lowMm[2] + highMm[2]) / 2],
    radiusMm: Math.max(highMm[0] - lowMm[0], highMm[1] - lowMm[1], highMm[2] - lowMm[2]) / 2 + 12,
  };
}

/** Oedema is seen through: the core lies within it. */
function buildTumour(labels: DisplayLabels): readonly { tissue: Tissue; surface: Surface }[] {
  return tissues.flatMap((tissue) => {
    const field = tissueField(labels, internalLabels[tissue]);
    if (field === null) return [];
    const surface = { mesh: extractSurface(field), colour: tissueColours[tissue], isSeeThrough: tissue === 'ed' };
    return [{ tissue, surface }];
  });
}
