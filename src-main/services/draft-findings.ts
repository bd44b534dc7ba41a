import type { IntakeFinding, IntakeNote } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { FindingAnswer } from '#shared/domain/finding.ts';
import { slots, type SpareModality } from '#shared/domain/modality.ts';
import { findFindings, type Finding } from '../intake/content/findings.ts';
import type { Sketch } from '../imaging/sketch.ts';
import { commonExtentMm, drawThumbnail } from '../intake/content/thumbnail.ts';
import type { DraftFile } from './draft-file.ts';
import { setAsideIn } from './set-aside.ts';
import { acceptedAlignment, standingAbsence, standingAlignment, type Draft, type DraftAlignment } from './draft.ts';

/** Drafts never change, they are replaced: what was found in one holds for as long as it is there. */
const known = new WeakMap<Draft, readonly Finding[]>();

/** What the pictures of a draft say, as its files lie now. */
export function currentFindings(draft: Draft): readonly Finding[] {
  const findings = known.get(draft) ?? lookForFindings(draft);
  known.set(draft, findings);
  return findings;
}

function lookForFindings(draft: Draft): readonly Finding[] {
  const aside = setAsideIn(draft);
  const place = ({ slot }: DraftFile): number => (slot === null ? slots.length : slots.indexOf(slot));
  const files = draft.files.filter(({ fileId }) => !aside.has(fileId)).toSorted((a, b) => place(a) - place(b));
  return findFindings(
    files.map(({ fileId, slot, inspected: { candidate, sha256, facts } }) => ({
      ...{ fileId, slot, sha256, name: candidate.name },
      geometry: facts?.geometry ?? null,
      notes: facts?.notes ?? [],
      oddity: facts?.oddity ?? null,
      isLabelMap: facts !== null && facts.labels !== null,
      sketch: facts?.sketch ?? null,
    })),
  );
}

export function viewFindings(draft: Draft): IntakeFinding[] {
  // an alignment answers how the heads lie
  const isAnswered = ({ kind }: Finding): boolean => kind === 'apart' && standingAlignment(draft) !== null;
  const findings = currentFindings(draft).filter((finding) => !isAnswered(finding));
  return findings.map(({ findingId, kind, reason, files, confidence, distanceMm, degrees, lengths }) => ({
    ...{ findingId, kind, reason, confidence },
    ...(distanceMm === undefined ? {} : { distanceMm }),
    ...(degrees === undefined ? {} : { degrees }),
    ...(lengths === undefined ? {} : { lengths }),
    files: [...files],
    isKept: isKept(draft, findingId),
  }));
}

function isKept({ answers }: Draft, findingId: string): boolean {
  return answers.some(({ finding, answer }) => answer === 'keep' && finding.findingId === findingId);
}

/** Follows a finding, or overrules it. Null when the draft has no such finding (any more). */
export function answerFinding(draft: Draft, findingId: string, answer: 'apply' | 'keep'): Draft | null {
  const finding = currentFindings(draft).find((candidate) => candidate.findingId === findingId);
  if (finding === undefined) return null;
  const answers = [...draft.answers.filter((reply) => reply.finding.findingId !== findingId), { finding, answer }];
  if (answer === 'keep') return { ...draft, answers };
  const suggestions = new Map(finding.files.map(({ fileId, suggestedSlot }) => [fileId, suggestedSlot]));
  const files = draft.files.map((file) => {
    const slot = suggestions.get(file.fileId) ?? null;
    return slot === null ? file : { ...file, slot, slotSource: 'content' as const };
  });
  return { ...draft, files, answers };
}

/** For the study's record: what the user goes on without, what was followed, and what stands, overruled or passed over. */
export function notesOf(draft: Draft): readonly IntakeNote[] {
  const alignment = acceptedAlignment(draft);
  const standing = currentFindings(draft).filter(({ kind }) => kind !== 'apart' || alignment === null);
  const applied = draft.answers.filter(
    ({ finding, answer }) => answer === 'apply' && standing.every(({ findingId }) => findingId !== finding.findingId),
  );
  const nameOf = (fileId: string): string | undefined =>
    draft.files.find((file) => file.fileId === fileId)?.inspected.candidate.name;
  const note = (
    { kind, reason, confidence, distanceMm, degrees, lengths, files }: Finding,
    answer: FindingAnswer,
  ): IntakeNote => ({
    ...{ kind, reason, confidence, answer },
    ...(distanceMm === undefined ? {} : { distanceMm }),
    ...(lengths === undefined ? {} : { lengths }),
    ...(degrees === undefined ? {} : { degrees }),
    files: files.flatMap(({ fileId, slot, suggestedSlot }) => {
      const fileName = nameOf(fileId);
      return fileName === undefined ? [] : [{ fileName, slot, suggestedSlot }];
    }),
  });
  const without = standingAbsence(draft);
  return [
    ...(without === null ? [] : [noteOfAbsence(without)]),
    ...(alignment === null ? [] : [noteOfAlignment(draft, alignment)]),
    ...applied.map(({ finding }) => note(finding, 'applied')),
    ...standing.map((finding) => note(finding, isKept(draft, finding.findingId) ? 'kept' : 'unanswered')),
  ];
}

function noteOfAbsence(modality: SpareModality): IntakeNote {
  return { kind: 'without', reason: null, answer: 'kept', confidence: null, modality, files: [] };
}

function noteOfAlignment(draft: Draft, { files }: DraftAlignment): IntakeNote {
  const largest = (values: readonly number[]): number => Number(Math.max(...values).toFixed(1));
  return {
    ...{ kind: 'apart', reason: null, confidence: null, answer: 'applied' },
    distanceMm: largest(files.map(({ distanceMm }) => distanceMm)),
    degrees: largest(files.map(({ degrees }) => degrees)),
    files: files.flatMap(({ fileId }) => {
      const file = draft.files.find((candidate) => candidate.fileId === fileId);
      const place = file === undefined ? [] : [{ fileName: file.inspected.candidate.name, slot: file.slot }];
      return place.map((each) => ({ ...each, suggestedSlot: null }));
    }),
  };
}

export interface ThumbnailRequest {
  readonly draftId: string;
  readonly findingId: string;
  readonly fileId: string;
}

/** The picture of a file for one of the draft's findings. Throws `not-found`. */
export function readThumbnail(
  drafts: { get(draftId: string): Draft },
  { draftId, findingId, fileId }: ThumbnailRequest,
): Uint8Array<ArrayBuffer> {
  const draft = drafts.get(draftId);
  const finding = currentFindings(draft).find((candidate) => candidate.findingId === findingId);
  const sketchOf = (id: string): Sketch | null =>
    draft.files.find((file) => file.fileId === id)?.inspected.facts?.sketch ?? null;
  const sketch = sketchOf(fileId);
  if (finding === undefined || sketch === null) {
    throw new GlioscopeError('not-found', {}, { detail: `no picture of ${fileId} for ${findingId}` });
  }
  const sketches = draft.files.flatMap((file) => sketchOf(file.fileId) ?? []);
  return drawThumbnail(sketch, finding.levelMm, commonExtentMm(sketches));
}
