import type { Affine, Geometry } from '#shared/domain/affine.ts';
import type { Modality } from '#shared/domain/modality.ts';
import type { Shape } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { composeBrain } from './compose-brain.ts';
import { renderScan } from './contrast.ts';

/** The synthetic study: four modalities of an invented brain with a lesion, and what is where. */
export interface SampleStudy {
  readonly volumes: Readonly<Record<Modality, Volume>>;
  /** Internal codes, x fastest. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly geometry: Geometry;
}

const shape: Shape = [160, 192, 144];

/** 1 mm, stored LPS as BraTS is: the first axis runs to the patient's left, the second to posterior. */
const affine: Affine = [-1, 0, 0, 79.5, 0, -1, 0, 95.5, 0, 0, 1, -78, 0, 0, 0, 1];

/** The same study, bit for bit, every time. Takes about a second. */
export function createSampleStudy(): SampleStudy {
  const geometry: Geometry = { shape, affine };
  const { ideal, labels } = composeBrain(geometry);
  const volume = (modality: Modality): Volume => ({
    ...geometry,
    dataType: 'int16',
    scale: { slope: 1, intercept: 0 },
    voxels: renderScan(ideal[modality], shape, modality),
  });
  const volumes = { t1n: volume('t1n'), t1c: volume('t1c'), t2w: volume('t2w'), t2f: volume('t2f') };
  return { volumes, labels, geometry };
}
