import { basename } from 'node:path';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import { describeImage, hashBytes, type ImageFacts, type ReadImage } from '../imaging/image-facts.ts';
import { parseNifti } from '../imaging/nifti-read.ts';
import { arePartners } from '../imaging/pair-names.ts';
import { readCandidateBytes, type CandidateFile } from './candidates.ts';

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

/** Looks into a file. Never throws: what is wrong is in `failure`. */
export type InspectFile = (candidate: CandidateFile) => Promise<InspectedFile>;

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
    return refused(candidate, sha256, error);
  }
}

/** As `inspectFile`, of a file that another process has read to the end, and found nothing wrong with. */
export function inspectedElsewhere(candidate: CandidateFile, { sha256, facts }: ReadImage): InspectedFile {
  try {
    refuseImplausible(facts, candidate.name);
    return { candidate, sha256, facts, failure: null };
  } catch (error) {
    return refused(candidate, sha256, error);
  }
}

function refused(candidate: CandidateFile, sha256: string | null, error: unknown): InspectedFile {
  const failure = toFailure(error);
  return { candidate, sha256, facts: null, failure: { ...failure, params: nameFile(failure, candidate) } };
}

/** An upload is stored under a name of its own; the sentence names the file, or the image of a pair, as the user knows it. */
function nameFile({ params }: Failure, { name, partnerPath }: CandidateFile): Failure['params'] {
  if (!('file' in params)) return params;
  const image = partnerPath === undefined ? name : basename(partnerPath);
  const isImage = params['file'] === image && arePartners(name, image);
  return { ...params, file: isImage ? image : name };
}

/** Volumes in mL, and what the network makes of it, would be nonsense. */
function refuseImplausible({ notes }: Pick<ImageFacts, 'notes'>, file: string): void {
  const note = notes.find(({ code }) => code === 'lengths-implausible');
  if (note !== undefined) throw new GlioscopeError('unsupported-file', { file, reason: 'lengths', ...note.params });
}
