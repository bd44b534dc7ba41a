import type { IntakeNote } from '#shared/contract/index.ts';
import type { IntakeNoteKind } from '#shared/domain/finding.ts';
import { isModality, modalityNames, type Slot } from '#shared/domain/modality.ts';
import type { Sentences } from './sentences.ts';
import type { FoundStudy } from './study-files.ts';

const mixUps: ReadonlySet<IntakeNoteKind> = new Set([
  'swapped',
  'name-content-disagree',
  'duplicate-content',
  'two-patients',
]);

/** Whether a finding says that a file stands for what it is not, and nobody has put that right. */
export function isMixUp({ kind, answer }: IntakeNote): boolean {
  return mixUps.has(kind) && answer !== 'applied';
}

/** Which of several versions are used, what was found in the pictures, with the consequence, and what the headers leave open; one line each. */
export function remarkLines({ intakeNotes, imageNotes, spares }: FoundStudy, sentences: Sentences): readonly string[] {
  return [
    ...spares.map(({ fileName, usedName }) => sentences.text('cli.spare', { used: usedName, spare: fileName })),
    ...intakeNotes().map((note) => findingLine(note, sentences)),
    ...imageNotes.map(({ fileName, code, params }) => `${fileName}: ${sentences.text(`imageNote.${code}`, params)}`),
  ];
}

function findingLine(note: IntakeNote, sentences: Sentences): string {
  const { kind, reason, answer, files, distanceMm, degrees } = note;
  const variant = reason ?? kind;
  const slotName = (slot: Slot | null): string => {
    if (slot === null) return sentences.text('intake.noSlot');
    return isModality(slot) ? modalityNames[slot] : sentences.text('slot.reference');
  };
  const names = files.map(({ fileName, slot, suggestedSlot }) => {
    const suggestion = suggestedSlot === null ? '' : ` → ${slotName(suggestedSlot)}`;
    return `${slotName(slot)}${suggestion}: ${fileName}`;
  });
  if (note.modality !== undefined) {
    return sentences.text('provenance.without', { modality: modalityNames[note.modality] });
  }
  const title = sentences.text(`finding.title.${variant}`);
  if (answer === 'applied' && kind === 'apart') {
    const way = { degrees: degrees ?? 0, distanceMm: distanceMm ?? 0 };
    return sentences.text('provenance.aligned', { files: names.join(', '), ...way });
  }
  if (answer === 'applied') {
    return sentences.text('provenance.finding.applied', { finding: title, files: names.join(', ') });
  }
  const [first = '', second = ''] = files.map(({ slot }) => slotName(slot));
  const values = { ...note.lengths, first, second, distanceMm: distanceMm ?? 0, degrees: degrees ?? 0 };
  return `${title} (${names.join(', ')}). ${sentences.text(`finding.consequence.${variant}`, values)}`;
}
