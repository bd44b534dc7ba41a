import type { BackendClient, Correction, JournalLine, Result, Study } from '#shared/contract/index.ts';
import { journalBlobId } from '#shared/contract/data-plane.ts';
import { encodeDelta, toDelta } from '#shared/domain/edit/label-delta.ts';
import { encodeJournal } from '#shared/domain/edit/label-history.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { testResult } from './fixtures.ts';
import type { Answer } from './answer.ts';

/** What of the fake backend corrections live in. */
interface CorrectionStore {
  readonly studies: Map<string, Study>;
  readonly blobs: Map<string, ArrayBuffer>;
}

/** Journals kept in memory; the blobs they are read back as lie among the fake's. */
export function createFakeCorrections(fake: CorrectionStore, answer: Answer): BackendClient['corrections'] {
  const journals = new Map<string, JournalLine[]>();
  const studies = new Map<string, string>();

  function change(correctionId: string, corrections: readonly Correction[], results: readonly Result[]): void {
    const studyId = studies.get(correctionId) ?? '';
    const study = fake.studies.get(studyId);
    if (study === undefined) throw new GlioscopeError('not-found');
    fake.studies.set(studyId, {
      ...study,
      results: [...results, ...study.results],
      corrections: [...corrections, ...study.corrections.filter((other) => other.correctionId !== correctionId)],
    });
  }

  return {
    append: (input) =>
      answer('corrections.append', input, () => {
        const { correctionId, base, studyId, knownLines, lines } = input;
        const journal = [...(journals.get(correctionId) ?? []), ...lines];
        if (journal.length !== knownLines + lines.length) throw new GlioscopeError('edited-elsewhere');
        journals.set(correctionId, journal);
        studies.set(correctionId, studyId);
        const stored = journal.map(({ kind, delta }) => ({ kind, delta: encodeDelta(toDelta(delta)) }));
        fake.blobs.set(journalBlobId(correctionId), encodeJournal(stored).buffer);
        const editCount = journal.reduce((sum, { kind }) => sum + (kind === 'undo' ? -1 : 1), 0);
        const at = '2026-03-04T06:00:00Z';
        const correction = {
          correctionId,
          base,
          startedAt: at,
          lastEditedAt: at,
          lineCount: journal.length,
          editCount,
        };
        change(correctionId, [correction], []);
        return correction;
      }),
    saveVersion: (input) =>
      answer('corrections.saveVersion', input, () => {
        const version = testResult(`version-of-${input.correctionId}`, {
          name: input.name,
          origin: {
            ...{ kind: 'correction', base: { kind: 'empty' }, baseCreatedAt: null },
            ...{ startedAt: '2026-03-04T06:00:00Z', editCount: 1 },
          },
        });
        change(input.correctionId, [], [version]);
        return version;
      }),
    discard: (input) =>
      answer('corrections.discard', input, () => {
        change(input.correctionId, [], []);
      }),
  };
}
