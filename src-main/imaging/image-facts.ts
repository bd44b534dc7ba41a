import { webcrypto } from 'node:crypto';
import type { Geometry } from '#shared/domain/affine.ts';
import type { IntensityOddity } from '#shared/domain/finding.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import type { DataType, IntensityScale } from '#shared/domain/volume.ts';
import { isBrainMask } from './brain-mask.ts';
import { findIntensityOddity } from './intensity-oddities.ts';
import { measureIntensity, type IntensityRange } from './intensity.ts';
import { inspectLabels, type LabelFacts } from './label-map.ts';
import type { NiftiImage } from './nifti-read.ts';
import { sketchVolume, type Sketch } from './sketch.ts';

/** What we keep of an image once it was read; its voxels are not kept. */
export interface ImageFacts extends IntensityScale {
  readonly geometry: Geometry;
  readonly dataType: DataType;
  readonly intensity: IntensityRange;
  /** Set when every voxel is a label code. */
  readonly labels: LabelFacts | null;
  /** Why this is no expert's map of tumour, whatever its name says: one value that fills a brain, or written by Glioscope. */
  readonly noReference: 'brain-mask' | 'own-segmentation' | null;
  /** What the header leaves open or contradicts. */
  readonly notes: readonly ImageNote[];
  /** What no scanner would give; null for label maps and images like scans. */
  readonly oddity: IntensityOddity | null;
  /** The image in small; null for label maps and images with nothing to see. */
  readonly sketch: Sketch | null;
}

/** The facts of an image, and which bytes they are of. */
export interface ReadImage {
  /** Of the bytes of the image file, hexadecimal. */
  readonly sha256: string;
  readonly facts: ImageFacts;
}

export function describeImage(image: NiftiImage): ImageFacts {
  const { shape, affine, dataType, scale, notes } = image;
  const intensity = measureIntensity(image);
  // floats may be a hair off their labels, below 0 too
  const mayBeLabels = intensity.minimum > -1 && intensity.maximum > 0 && intensity.maximum < 256;
  const labels = mayBeLabels ? inspectLabels(image) : null;
  return {
    geometry: { shape, affine },
    dataType,
    ...scale,
    intensity,
    labels,
    noReference: whyNoReference(image),
    notes,
    oddity: labels === null ? findIntensityOddity(image, intensity) : null,
    sketch: labels === null ? sketchVolume(image) : null,
  };
}

function whyNoReference(image: NiftiImage): ImageFacts['noReference'] {
  if (image.isOwnSegmentation) return 'own-segmentation';
  return isBrainMask(image) ? 'brain-mask' : null;
}

/** SHA-256, hexadecimal. On the thread pool, so that it runs beside the inflating. */
export async function hashBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
