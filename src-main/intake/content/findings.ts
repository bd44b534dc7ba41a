import { voxelSpacingMm, type Geometry } from '#shared/domain/affine.ts';
import { brainMl } from '#shared/domain/brain-volume.ts';
import {
  intensityOddities,
  lengthReasons,
  unlikeReasons,
  type FindingFile,
  type FindingKind,
  type FindingReason,
  type IntensityOddity,
  type UnlikeReason,
} from '#shared/domain/finding.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { gridModality, isModality, type Slot } from '#shared/domain/modality.ts';
import { missesPartOfBrain } from './field-of-view.ts';
import { chooseLevelMm } from './level.ts';
import { findMisplaced, type PlacedImage } from './misplaced.ts';
import { foregroundMl, type Sketch } from '../../imaging/sketch.ts';
import { showsSkull } from '../../imaging/skull.ts';
import { isElsewhere } from './head-match.ts';
import { compareImages, headMatchOf, headOffsetOf, mirrorAdvantageOf } from './study-features.ts';
import { findTwoPatients } from './two-patients.ts';

export interface Finding {
  /** The same as long as the same files lie in the same slots. */
  readonly findingId: string;
  readonly kind: FindingKind;
  readonly reason: FindingReason | null;
  readonly files: readonly FindingFile[];
  /** Probability of the suggestion; null where nothing is estimated. */
  readonly confidence: number | null;
  /** Set for `apart`: about how far the heads' centres lie apart, and how far they are turned, at most. */
  readonly distanceMm?: number;
  readonly degrees?: number;
  /** Set for `lengths`: see the notes of the same names. */
  readonly lengths?: { readonly unit: string; readonly edgeMm: number };
  /** Height in the world (towards superior) at which the files are best compared. */
  readonly levelMm: number;
}

export interface ExaminedFile {
  readonly fileId: string;
  /** Left out: nothing is told from it. */
  readonly name?: string;
  readonly slot: Slot | null;
  readonly sha256: string | null;
  readonly geometry: Geometry | null;
  readonly isLabelMap: boolean;
  /** Left out: not looked at; likewise `oddity`. */
  readonly notes?: readonly ImageNote[];
  readonly oddity?: IntensityOddity | null;
  /** Null for label maps and for what could not be looked at. */
  readonly sketch: Sketch | null;
}

interface SeenFile extends ExaminedFile {
  readonly sketch: Sketch;
}

/** Two images of one scan correlate below this even when both are T1-weighted (0.9 at most in the cases at hand). */
const duplicateCorrelation = 0.998;
/** Sum over pairs of logarithms of mutual information: what mirroring explains better than not. */
const leastMirrorEvidence = 0.5;
/** Heads of one study, masked or in their skulls, have their centres closer than this (7 mm in the cases at hand). */
const leastOffsetMm = 10;
/** The network learnt from 1 mm grids. */
const thickSliceMm = 3;

/** All that can be said about the files as they lie, the weightiest first. */
export function findFindings(files: readonly ExaminedFile[]): readonly Finding[] {
  const seen = files.filter((file): file is SeenFile => file.sketch !== null && file.slot !== 'reference');
  const duplicates = findDuplicates(seen);
  return [
    ...findPatients(files),
    ...duplicates,
    ...findLabelMapsAmongImages(files),
    ...(duplicates.length > 0 ? [] : findWrongSlots(seen)),
    ...findApart(seen),
    ...findMirrored(seen),
    ...findLengths(files),
    ...findOddIntensities(files),
    ...findUnlikeTraining(seen),
  ];
}

interface FindingParts {
  readonly kind: FindingKind;
  readonly files: Finding['files'];
  readonly sketches: readonly Sketch[];
  readonly reason?: FindingReason;
  readonly confidence?: number;
  readonly distanceMm?: number;
  readonly degrees?: number;
  readonly lengths?: { readonly unit: string; readonly edgeMm: number };
}

function compose({ kind, files, sketches, reason, confidence, distanceMm, degrees, lengths }: FindingParts): Finding {
  const places = files.map(({ fileId, slot, suggestedSlot }) => `${fileId}/${slot ?? ''}/${suggestedSlot ?? ''}`);
  return {
    findingId: [kind, reason ?? '', ...places.sort()].join('|'),
    kind,
    reason: reason ?? null,
    files,
    confidence: confidence ?? null,
    ...(distanceMm === undefined ? {} : { distanceMm }),
    ...(degrees === undefined ? {} : { degrees }),
    ...(lengths === undefined ? {} : { lengths }),
    levelMm: chooseLevelMm(sketches),
  };
}

function asTheyLie(files: readonly ExaminedFile[]): Finding['files'] {
  return files.map(({ fileId, slot }) => ({ fileId, slot, suggestedSlot: null }));
}

function findPatients(files: readonly ExaminedFile[]): readonly Finding[] {
  const found = findTwoPatients(files);
  if (found === null) return [];
  const { reason, files: members } = found;
  return [compose({ kind: 'two-patients', reason, files: asTheyLie(members), sketches: sketchesOf(members) })];
}

function findDuplicates(seen: readonly SeenFile[]): readonly Finding[] {
  const pairs = seen.flatMap((first, index) => seen.slice(index + 1).map((second) => [first, second] as const));
  return pairs
    .filter(([first, second]) => isSameContent(first, second))
    .map((pair) =>
      compose({ kind: 'duplicate-content', files: asTheyLie(pair), sketches: pair.map(({ sketch }) => sketch) }),
    );
}

function isSameContent(first: SeenFile, second: SeenFile): boolean {
  if (first.sha256 !== null && first.sha256 === second.sha256) return true;
  return (compareImages(first.sketch, second.sketch)?.correlation ?? 0) >= duplicateCorrelation;
}

function findLabelMapsAmongImages(files: readonly ExaminedFile[]): readonly Finding[] {
  const isReferenceTaken = files.some(({ slot }) => slot === 'reference');
  return files
    .filter(({ isLabelMap, slot }) => isLabelMap && slot !== null && isModality(slot))
    .map(({ fileId, slot }) =>
      compose({
        kind: 'name-content-disagree',
        files: [{ fileId, slot, suggestedSlot: isReferenceTaken ? null : 'reference' }],
        sketches: [],
        confidence: 1,
      }),
    );
}

function findWrongSlots(seen: readonly SeenFile[]): readonly Finding[] {
  const images = seen.flatMap(({ fileId, sketch, slot }): PlacedImage[] =>
    slot === null || !isModality(slot) ? [] : [{ fileId, sketch, modality: slot }],
  );
  // two files in one slot: that has to be settled first
  if (new Set(images.map(({ modality }) => modality)).size < images.length) return [];
  return findMisplaced(images).map(({ confidence, files }) => {
    const members = files.map(({ fileId, suggested }) => {
      const image = images.find((candidate) => candidate.fileId === fileId);
      return { fileId, slot: image?.modality ?? null, suggestedSlot: suggested, sketch: image?.sketch };
    });
    const sketches = members.flatMap(({ sketch }) => sketch ?? []);
    const isSwap =
      members.length === 2 &&
      members[0]?.suggestedSlot === members[1]?.slot &&
      members[1]?.suggestedSlot === members[0]?.slot;
    return compose({
      kind: isSwap ? 'swapped' : 'name-content-disagree',
      files: members.map(({ fileId, slot, suggestedSlot }) => ({ fileId, slot, suggestedSlot })),
      // a file that lies alone in a wrong slot is best judged beside the others
      sketches: sketches.length > 1 ? sketches : images.map(({ sketch }) => sketch),
      confidence,
    });
  });
}

/** Heads that lie elsewhere than that of T1ce, on whose grid the study is segmented. */
function findApart(seen: readonly SeenFile[]): readonly Finding[] {
  const anchor = seen.find(({ slot }) => slot === gridModality);
  if (anchor === undefined) return [];
  const apart = seen.flatMap((file) => {
    if (file.slot === null || file.slot === gridModality) return [];
    const way = findWay(anchor.sketch, file.sketch);
    return way === null ? [] : [{ file, ...way }];
  });
  if (apart.length === 0) return [];
  const files = [anchor, ...apart.map(({ file }) => file)];
  const distanceMm = Math.round(Math.max(...apart.map((each) => each.distanceMm)));
  const degrees = Math.round(Math.max(...apart.map((each) => each.degrees)));
  const sketches = files.map(({ sketch }) => sketch);
  return [compose({ kind: 'apart', files: asTheyLie(files), sketches, distanceMm, degrees })];
}

/** How far a head is turned and moved against another; null when it lies where the other does. */
function findWay(anchor: Sketch, sketch: Sketch): { readonly distanceMm: number; readonly degrees: number } | null {
  const match = headMatchOf(anchor, sketch);
  if (match !== null && isElsewhere(match)) return match;
  // further away than a match is sought
  const distanceMm = headOffsetOf(anchor, sketch) ?? 0;
  return distanceMm >= leastOffsetMm ? { distanceMm, degrees: 0 } : null;
}

/**
 * Files that fit the others only when flipped left to right: of all ways to split the files into two
 * camps, the one the mutual informations speak for; the smaller camp is named, or all when they are even.
 */
function findMirrored(seen: readonly SeenFile[]): readonly Finding[] {
  const files = seen.slice(0, 6);
  const evidence = (flipped: number): number => {
    let sum = 0;
    files.forEach(({ sketch }, i) => {
      files.slice(i + 1).forEach((other, offset) => {
        const isApart = ((flipped >> i) & 1) !== ((flipped >> (i + 1 + offset)) & 1);
        if (isApart) sum += mirrorAdvantageOf(sketch, other.sketch);
      });
    });
    return sum;
  };
  let camp = 0;
  let most = leastMirrorEvidence;
  // the first file stays on its side: the other half of the splits are the same ones
  for (let flipped = 2; flipped < 1 << files.length; flipped += 2) {
    const sum = evidence(flipped);
    if (sum > most) {
      camp = flipped;
      most = sum;
    }
  }
  if (camp === 0) return [];
  const flippedFiles = files.filter((_, index) => (camp >> index) & 1);
  const others = files.filter((_, index) => !((camp >> index) & 1));
  const named = [flippedFiles, others].sort((a, b) => a.length - b.length)[0] ?? [];
  const isEven = flippedFiles.length === others.length;
  return [
    compose({
      kind: 'mirrored',
      files: asTheyLie(isEven ? files : named),
      sketches: files.map(({ sketch }) => sketch),
    }),
  ];
}

function findLengths(files: readonly ExaminedFile[]): readonly Finding[] {
  return lengthReasons.flatMap((reason) => {
    const noted = files.flatMap((file) => {
      const note = file.slot === null ? undefined : file.notes?.find(({ code }) => code === reason);
      return note === undefined ? [] : [{ file, lengths: paramsOfLengths(note) }];
    });
    const [first] = noted;
    if (first === undefined) return [];
    const members = noted.map(({ file }) => file);
    return [
      compose({
        kind: 'lengths',
        reason,
        files: asTheyLie(members),
        sketches: sketchesOf(members),
        lengths: first.lengths,
      }),
    ];
  });
}

function paramsOfLengths({ params }: ImageNote): { unit: string; edgeMm: number } {
  return { unit: String(params['unit']), edgeMm: Number(params['edgeMm']) };
}

function findOddIntensities(files: readonly ExaminedFile[]): readonly Finding[] {
  return intensityOddities.flatMap((reason) => {
    const odd = files.filter(({ slot, oddity }) => slot !== null && slot !== 'reference' && oddity === reason);
    if (odd.length === 0) return [];
    return [compose({ kind: 'intensities', reason, files: asTheyLie(odd), sketches: sketchesOf(odd) })];
  });
}

function sketchesOf(files: readonly ExaminedFile[]): readonly Sketch[] {
  return files.flatMap(({ sketch }) => sketch ?? []);
}

function findUnlikeTraining(seen: readonly SeenFile[]): readonly Finding[] {
  const slotted = seen.filter(({ slot }) => slot !== null);
  const tests: Readonly<Record<UnlikeReason, (file: SeenFile) => boolean>> = {
    skull: ({ sketch }) => showsSkull(sketch),
    'thick-slices': ({ geometry }) => geometry !== null && Math.max(...voxelSpacingMm(geometry.affine)) > thickSliceMm,
    'cut-off': ({ sketch }) => missesPartOfBrain(sketch),
    'little-brain': ({ sketch }) => foregroundMl(sketch) < brainMl.least && !missesPartOfBrain(sketch),
  };
  return unlikeReasons.flatMap((reason) => {
    const files = slotted.filter(tests[reason]);
    if (files.length === 0) return [];
    const sketches = files.map(({ sketch }) => sketch);
    return [compose({ kind: 'unlike-training', reason, files: asTheyLie(files), sketches })];
  });
}
