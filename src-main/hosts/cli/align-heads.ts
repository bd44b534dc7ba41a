import type { AlignedFile, Draft } from '../../services/draft.ts';
import { alignDraft } from '../../services/align-draft.ts';
import { isModality, modalityNames } from '#shared/domain/modality.ts';
import { runRegistration } from '../../registration/run-registration.ts';
import type { CommandContext } from './command-context.ts';

/** Brings the heads over that of T1ce, says how far each was moved, and takes it. Throws what `alignDraft` throws. */
export async function alignHeads(draft: Draft, context: CommandContext): Promise<Draft> {
  const { output, sentences, signal, installation } = context;
  let current: string | null = null;
  const alignment = await alignDraft(draft, {
    runRegistration,
    registrationEntry: installation.registrationEntry,
    signal,
    onProgress: ({ modality }) => {
      if (modality === null || modality === current) return;
      current = modality;
      output.note(sentences.text('alignment.running', { modality: modalityNames[modality] }));
    },
  });
  for (const file of alignment.files) output.note(describeWay(draft, file, context));
  return { ...draft, alignment: { ...alignment, answer: 'accepted' } };
}

function describeWay(draft: Draft, file: AlignedFile, { sentences }: CommandContext): string {
  const slot = draft.files.find(({ fileId }) => fileId === file.fileId)?.slot ?? null;
  const name = slot !== null && isModality(slot) ? modalityNames[slot] : '';
  const way = { degrees: file.degrees.toFixed(1), distanceMm: file.distanceMm.toFixed(1) };
  return `${name}: ${sentences.text('alignment.turned', way)}, ${sentences.text('alignment.moved', way)}`;
}
