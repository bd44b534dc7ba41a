import { webcrypto } from 'node:crypto';
import type { Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import type { IntensityOddity } from '#shared/domain/finding.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import type { DataType, IntensityScale } from '#shared/domain/volume.ts';
import { measureIntensity, type IntensityRange } from '../imaging/intensity.ts';
import { inspectLabels, type LabelFacts } from '../imaging/label-map.ts';
import { parseNifti, type NiftiImage } from '../imaging/nifti-read.ts';
import { readCandidateBytes, type CandidateFile } from './candidates.ts';
import { isBrainMask } from './content/brain-mask.ts';
import { findIntensityOddity } from './content/intensity-oddities.ts';
import { sketchVolume, type Sketch } from '../imaging/sketch.ts';

/** What we keep of an image once it was read; its voxels are not kept. */
export interface ImageFacts extends IntensityScale {
  readonly geometry: Geometry;
  readonly dataType: DataType;
  readonly intensity: IntensityRange;
  /** Set when every voxel is a label code. */
  readonly labels: LabelFacts | null;
  /** One value that fills a brain: no expert's map of tumour, whatever its name says. */
  readonly isBrainMask: boolean;
  /** What the header leaves open or contradicts. */
  readonly notes: readonly ImageNote[];
  /** What no scanner would give; null for label maps and images like scans. */
  readonly oddity: IntensityOddity | null;
  /** The image in small; null for label maps and images with nothing to see. */
  readonly sketch: Sketch | null;
}

export interface InspectedFile {
  readonly candidate: CandidateFile;
  /** Of the bytes the library keeps (`readCandidateBytes`), hexadecimal; null when they could not be read. */
  readonly sha256: string | null;
  /** Null when `failure` is set, and while it is not opened. */
  readonly facts: ImageFacts | null;
  readonly failure: Failure | null;
}

/** A file of which only its name is known yet. */
export function unopenedFile(candidate: CandidateFile): InspectedFile {
  return { candidate, sha256: null, facts: null, failure: null };
}

export function isOpened({ facts, failure }: InspectedFile): boolean {
  return facts !== null || failure !== null;
}

/** Reads a file to the end once, hashing it meanwhile. Never throws: what is wrong is in `failure`. */
export async function inspectFile(candidate: CandidateFile): Promise<InspectedFile> {
  let sha256: string | null = null;
  try {
    const bytes = await readCandidateBytes(candidate);
    const parsing = parseNifti(bytes, candidate.name);
    parsing.catch(() => undefined); // awaited below; until then it is nobody's unhandled rejection
    sha256 = await hashBytes(bytes);
    refuseImplausible(await parsing, candidate.name);
    return { candidate, sha256, facts: describeImage(await parsing), failure: null };
  } catch (error) {
    const failure = toFailure(error);
    return { candidate, sha256, facts: null, failure: { ...failure, params: nameFile(failure, candidate.name) } };
  }
}

/** An upload is stored under a name of its own; the sentence names the file as the user knows it. */
function nameFile({ params }: Failure, name: string): Failure['params'] {
  return 'file' in params ? { ...params, file: name } : params;
}

/** On the thread pool, so that it runs beside the inflating. */
async function hashBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** Volumes in mL, and what the network makes of it, would be nonsense. */
function refuseImplausible({ notes }: NiftiImage, file: string): void {
  const note = notes.find(({ code }) => code === 'lengths-implausible');
  if (note !== undefined) throw new GlioscopeError('unsupported-file', { file, reason: 'lengths', ...note.params });
}

function describeImage(image: NiftiImage): ImageFacts {
  const { shape, affine, dataType, scale, notes } = image;
  const intensity = measureIntensity(image);
  const mayBeLabels = intensity.minimum >= 0 && intensity.maximum > 0 && intensity.maximum < 256;
  const labels = mayBeLabels ? inspectLabels(image) : null;
  return {
    geometry: { shape, affine },
    dataType,
    ...scale,
    intensity,
    labels,
    isBrainMask: isBrainMask(image),
    notes,
    oddity: labels === null ? findIntensityOddity(image, intensity) : null,
    sketch: labels === null ? sketchVolume(image) : null,
  };
}
