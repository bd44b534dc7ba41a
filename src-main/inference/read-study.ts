import { basename } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { modalityEntries, type Modality } from '#shared/domain/modality.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { describeImage, hashBytes, type ReadImage } from '../imaging/image-facts.ts';
import { readImageBytes } from '../imaging/image-file.ts';
import { parseNifti, readNiftiFile, type NiftiImage } from '../imaging/nifti-read.ts';
import { showsSkull, volumeShowsSkull } from '../imaging/skull.ts';
import type { InferenceCommand, InferenceReport } from './segmentation.ts';

export interface ReadStudy {
  readonly volumes: Map<Modality, Volume>;
  /** Images that show more than a brain; nobody looks unless it matters. */
  readonly withSkull: ReadonlySet<Modality>;
}

/** Who is told how a job goes. */
export interface Reporting {
  readonly report: (report: InferenceReport) => void;
  /** What a file holds; settles when it has left this process, which is about to be busy. */
  readonly reportImage: (modality: Modality, image: ReadImage) => Promise<void>;
}

/** Reads the files of a job side by side; failures carry the user's name of the file. */
export async function readStudy(
  { inputs, brainExtraction, describesImages }: InferenceCommand,
  { report, reportImage }: Reporting,
): Promise<ReadStudy> {
  const withSkull = new Set<Modality>();
  let done = 0;
  const given = modalityEntries(inputs);
  const entries = await Promise.all(
    given.map(async ([modality, { path, fileName, affine }]) => {
      const read = describesImages === true ? readDescribed(path) : readNiftiFile(path).then(undescribed);
      const { image, described } = await read.catch((error: unknown) => {
        throw withFileName(error, fileName);
      });
      const reported = described === null ? null : reportImage(modality, described);
      const volume: Volume = affine === undefined ? image : { ...image, affine };
      // here, while other files are still inflated on other threads
      const sketch = affine === undefined ? (described?.facts.sketch ?? null) : null;
      const hasSkull = (): boolean => (sketch === null ? volumeShowsSkull(volume) : showsSkull(sketch));
      if (brainExtraction?.mode === 'auto' && hasSkull()) withSkull.add(modality);
      done += 1;
      report({ kind: 'step', done, count: given.length });
      await reported;
      return [modality, volume] as const;
    }),
  );
  return { volumes: new Map<Modality, Volume>(entries), withSkull };
}

interface ReadFile {
  readonly image: NiftiImage;
  readonly described: ReadImage | null;
}

function undescribed(image: NiftiImage): ReadFile {
  return { image, described: null };
}

/** Throws what `readNiftiFile` throws. */
async function readDescribed(path: string): Promise<ReadFile> {
  const bytes = await readImageBytes(path);
  const [image, sha256] = await Promise.all([parseNifti(bytes, basename(path)), hashBytes(bytes)]);
  return { image, described: { sha256, facts: describeImage(image) } };
}

function withFileName(error: unknown, file: string): unknown {
  if (!(error instanceof GlioscopeError) || !('file' in error.params)) return error;
  const options = error.detail === undefined ? { cause: error } : { cause: error, detail: error.detail };
  return new GlioscopeError(error.code, { ...error.params, file }, options);
}
