import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Router } from '@orpc/server';
import type { BatchStudy, Contract, FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { isModality, type SpareModality } from '#shared/domain/modality.ts';
import { assessStudy } from '../intake/assess-study.ts';
import { listCandidates, readCandidateBytes } from '../intake/candidates.ts';
import { isBatch, studiesOfPaths, studiesOfPlaces } from '../intake/given-studies.ts';
import type { FoundStudy } from '../intake/study-folders.ts';
import type { Library } from '../library/library.ts';
import { commitStudy } from './commit-study.ts';
import { notesOf } from './draft-findings.ts';
import type { DraftStore } from './draft-store.ts';
import { goOnWithout, type Draft } from './draft.ts';
import type { Operations } from './operations.ts';
import { makeStudyTable, writeNewFile } from './study-table.ts';
import type { WorkQueue } from './work-queue.ts';

export interface BatchDependencies {
  readonly library: Library;
  readonly drafts: DraftStore;
  /** False where the other side of the wire has no business with paths of this machine. */
  readonly acceptsPaths: boolean;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
}

/** Several studies at once, without anybody to ask; the caller takes one after the other, so that memory holds one. */
export function createBatchService(
  { batch }: Operations,
  dependencies: BatchDependencies,
): Router<Contract['batch'], object> {
  const { library, acceptsPaths } = dependencies;

  function refusePaths(): void {
    if (!acceptsPaths) throw new GlioscopeError('invalid-request', {}, { detail: 'this host takes no paths' });
  }

  return batch.router({
    find: batch.find.handler(async ({ input }) => {
      if (input.kind === 'paths') refusePaths();
      const found = input.kind === 'paths' ? await studiesOfPaths(input.paths) : studiesOfPlaces(input.files);
      if (!isBatch(found)) return [];
      const sizes = await library.volumeSizes();
      return found.map((study) => describeFound(study, sizes));
    }),
    twinOf: batch.twinOf.handler(async ({ input }) => {
      if (input.kind === 'hashes') return library.findTwin(input.sha256s);
      refusePaths();
      return library.findTwin(await hashFiles(input.paths));
    }),
    import: batch.import.handler(({ input }) => importStudy(dependencies, input)),
    table: batch.table.handler(async ({ input }) => ({ csv: await makeStudyTable(library, input.studyIds) })),
    exportTable: batch.exportTable.handler(async ({ input }) => {
      refusePaths();
      const csv = await makeStudyTable(library, input.studyIds);
      return { path: await writeNewFile(join(input.directory, 'glioscope-volumes.csv'), Buffer.from(csv)) };
    }),
  });
}

function describeFound({ name, files, setAside }: FoundStudy, sizes: ReadonlySet<number>): BatchStudy {
  const placed = files.filter(({ slot }) => slot !== null && isModality(slot));
  const { fileFailures, problems, absent } = assessStudy(
    files.map(({ candidate, slot }, index) => ({
      ...{ fileId: String(index), name: candidate.name, slot, geometry: null, failure: null },
    })),
  );
  const doubled = [...fileFailures.values()].find(({ code }) => code === 'duplicate-modality');
  return {
    name,
    files: files.map(({ candidate, slot }) => ({
      ...{ name: candidate.name, slot },
      places: [candidate.path, ...(candidate.partnerPath === undefined ? [] : [candidate.partnerPath])],
    })),
    setAside: [...setAside],
    // a study that may be imported without a modality is for the user to tick
    problems: [...(absent === null ? problems : []), ...(doubled === undefined ? [] : [doubled])],
    without: absent,
    isMaybeThere: placed.length > 0 && placed.every(({ candidate }) => sizes.has(candidate.sizeBytes)),
  };
}

/** One after the other: a folder of studies is not to be in memory at once. */
async function hashFiles(paths: readonly string[]): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (const candidate of await listCandidates(paths)) {
    hashes.push(
      createHash('sha256')
        .update(await readCandidateBytes(candidate))
        .digest('hex'),
    );
  }
  return hashes;
}

interface ImportRequest {
  readonly files: readonly FileRef[];
  readonly patientName: string;
  readonly isTwinWanted: boolean;
  readonly without: SpareModality | null;
}

type Imported =
  | { kind: 'imported'; studyId: string; remarkCount: number }
  | { kind: 'there-already'; twin: { studyId: string; patientName: string } };

/** Throws what `drafts.open` and `commitStudy` throw; nothing is left then. */
async function importStudy(
  { library, drafts, storing }: BatchDependencies,
  { files, patientName, isTwinWanted, without }: ImportRequest,
): Promise<Imported> {
  const opened = await drafts.open(files);
  // a picture may have found its slot where the names alone told of none
  const draft = without === null ? opened : (goOnWithout(opened, without) ?? opened);
  try {
    const twin = isTwinWanted ? null : await library.findTwin(modalityHashes(draft));
    if (twin !== null) return { kind: 'there-already', twin };
    const studyId = await storing(() => commitStudy(library, draft, patientName));
    const remarks = notesOf(draft).filter(({ kind }) => kind !== 'without');
    return { kind: 'imported', studyId, remarkCount: remarks.length };
  } finally {
    await drafts.close(draft.draftId).catch(() => undefined);
  }
}

function modalityHashes(draft: Draft): readonly string[] {
  return draft.files.flatMap(({ slot, inspected: { sha256 } }) =>
    slot !== null && isModality(slot) && sha256 !== null ? [sha256] : [],
  );
}
