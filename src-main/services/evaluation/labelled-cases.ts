import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { listCandidates, type CandidateFile } from '../../intake/candidates.ts';
import { conventionFromNames, slotFromFrame } from '../../intake/file-names.ts';
import { findStudies, type PlacedFile } from '../../intake/study-folders.ts';

/** A study with an expert's label map, found by its names. No file has been opened. */
export interface LabelledCase {
  /** Tells the case apart from every other; may be a file's name. */
  readonly name: string;
  /** The modalities, or what there is of them. */
  readonly images: readonly PlacedFile[];
  readonly reference: CandidateFile;
  /** What the label map is coded in where its values do not tell. */
  readonly convention: LabelConvention;
}

export interface LabelledCases {
  readonly cases: readonly LabelledCase[];
  /** Studies that have no label map, or several: they cannot be scored. */
  readonly leftOut: readonly string[];
}

/**
 * The labelled studies of a folder: in BraTS naming, one folder each or side by side, or in the
 * Decathlon's `imagesTr` and `labelsTr`.
 *
 * @throws GlioscopeError file-not-found, file-unreadable.
 */
export async function findLabelledCases(directory: string): Promise<LabelledCases> {
  const root = resolve(directory);
  const folders = await readdir(root).catch((): string[] => []);
  if (folders.includes('imagesTr') && folders.includes('labelsTr')) return findDecathlonCases(root);
  const cases: LabelledCase[] = [];
  const leftOut: string[] = [];
  for (const { name, files } of await findStudies(root)) {
    const images = files.filter(({ slot }) => slot !== null && slot !== 'reference');
    const [reference, ...others] = files.filter(({ slot }) => slot === 'reference');
    if (reference === undefined || others.length > 0) leftOut.push(name);
    else {
      const convention = conventionFromNames(images.map(({ candidate }) => candidate.name));
      cases.push({ name, images, reference: reference.candidate, convention });
    }
  }
  return { cases, leftOut };
}

/** Each image holds the four modalities in the Decathlon's order; its label map has the same name. */
async function findDecathlonCases(root: string): Promise<LabelledCases> {
  const [images, labels] = await Promise.all(
    ['imagesTr', 'labelsTr'].map((name) => listCandidates([join(root, name)], 0)),
  );
  const references = new Map((labels ?? []).map((candidate) => [candidate.name, candidate]));
  const cases: LabelledCase[] = [];
  const leftOut: string[] = [];
  for (const image of images ?? []) {
    const name = basename(image.name).replace(/\.nii(\.gz)?$/iu, '');
    const reference = references.get(image.name);
    if (reference === undefined) leftOut.push(name);
    else cases.push({ name, images: framesOf(image), reference, convention: conventionFromNames([image.name]) });
  }
  return { cases, leftOut };
}

function framesOf(image: CandidateFile): readonly PlacedFile[] {
  return [0, 1, 2, 3].map((frame) => ({ candidate: { ...image, frame }, slot: slotFromFrame(image.name, frame) }));
}
