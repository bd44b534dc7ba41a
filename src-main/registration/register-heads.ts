import { multiplyAffines, type Affine } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { extractFrame } from '../imaging/extract-frame.ts';
import { readImageBytes } from '../imaging/image-file.ts';
import { parseNifti } from '../imaging/nifti-read.ts';
import { coarsenVolume, type CoarseVolume } from './coarse-volume.ts';
import type { ImageSource, RegisteredImage, RegistrationReport, RegistrationRequest } from './registration.ts';

/** Edge of the blocks images are averaged over before: as exact as 1 mm to a fifth of a millimetre, in a fifth of the time. */
export const registrationSpacingMm = 2;

/** Finds the transform that carries `moving` to `fixed`, both as they are on their grids. */
export type Register = (fixed: CoarseVolume, moving: CoarseVolume) => Promise<Affine>;

/**
 * Registers heads one after the other, in this process.
 *
 * @throws GlioscopeError what the reader throws, with the user's file names; what `register` throws.
 */
export async function registerHeads(
  { fixed, moving }: RegistrationRequest,
  register: Register,
  report: (report: RegistrationReport) => void,
): Promise<readonly RegisteredImage[]> {
  const anchor = await readCoarse(fixed);
  const images: RegisteredImage[] = [];
  for (const [index, { modality, source, start }] of moving.entries()) {
    report({ kind: 'begun', index });
    const volume = await readCoarse(source);
    const begun = { ...volume, affine: multiplyAffines(start, volume.affine) };
    images.push({ modality, transform: multiplyAffines(await register(anchor, begun), start) });
  }
  return images;
}

async function readCoarse({ path, partnerPath, frame, fileName }: ImageSource): Promise<CoarseVolume> {
  try {
    const bytes = await readImageBytes(path, partnerPath);
    const image = await parseNifti(frame === undefined ? bytes : await extractFrame(bytes, fileName, frame), fileName);
    return coarsenVolume(image, registrationSpacingMm);
  } catch (error) {
    // files on their way in lie under names of ours
    if (!(error instanceof GlioscopeError) || !('file' in error.params)) throw error;
    throw new GlioscopeError(error.code, { ...error.params, file: fileName }, { cause: error });
  }
}
