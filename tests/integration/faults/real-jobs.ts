import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { Job, Study } from '#shared/contract/index.ts';
import type { Geometry } from '#shared/domain/affine.ts';
import { modalities } from '#shared/domain/modality.ts';
import { createRandom } from '#shared/domain/random.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../../../src-main/imaging/nifti-write.ts';
import { loadSentences, type Sentences } from '../../../src-main/hosts/cli/sentences.ts';
import { scanHead } from '../../fixtures/head.ts';
import { tinyManifest, writeTinyModel } from '../../fixtures/tiny-model/tiny-model.ts';
import { affine, fileNames, openPaths, type TemporaryBackend } from '../temporary-backend.ts';

/* Jobs of the real inference process, long enough in every stage to be disturbed there, and what must outlive them. */

const shape = [56, 48, 40] as const;

/** A study of noise: its labels are as broken up as can be, which is what the last stage takes its time over. */
export async function commitLongStudy({ client, directory }: TemporaryBackend, name = 'long'): Promise<Study> {
  const folder = join(directory, name);
  await mkdir(folder, { recursive: true });
  for (const [seed, modality] of modalities.entries()) {
    const random = createRandom(seed);
    const voxels = Int16Array.from({ length: voxelCount(shape) }, () => 1 + Math.floor(1000 * random()));
    const volume = { shape, affine, dataType: 'int16' as const, scale: { slope: 1, intercept: 0 }, voxels };
    const bytes = serialiseVolume(volume, { description: 'test' });
    await writeFile(join(folder, fileNames[modality].replace('case', name)), bytes);
  }
  const draft = await openPaths(client, folder);
  return client.intake.commit({ draftId: draft.draftId, patientName: name });
}

/** 4 mm: coarse enough to be read and segmented in a moment. */
const headGrid: Geometry = { shape: [54, 56, 52], affine: [4, 0, 0, -103, 0, 4, 0, -114, 0, 0, 4, -96, 0, 0, 0, 1] };

/**
 * The head of `tests/fixtures/head.ts` as scanned, whose brain is found before it is segmented. The network
 * `neighbours` is given voxels as coarse as the head's: what comes after the brain is of no interest here.
 */
export async function commitHead(
  { client, directory, modelsDirectory }: TemporaryBackend,
  name = 'head',
): Promise<Study> {
  const { input } = tinyManifest('neighbours', '0'.repeat(64));
  await writeTinyModel(modelsDirectory, 'neighbours', { input: { ...input, spacingMm: [4, 4, 4] } });
  const folder = join(directory, name);
  await mkdir(folder, { recursive: true });
  const bytes = serialiseVolume(scanHead(headGrid), { description: 'test' });
  for (const fileName of Object.values(fileNames)) {
    await writeFile(join(folder, fileName.replace('case', name)), bytes);
  }
  const draft = await openPaths(client, folder);
  return client.intake.commit({ draftId: draft.draftId, patientName: name });
}

/** Runs a job to its end; `act` sees every state. */
export async function runJob(
  { client }: TemporaryBackend,
  studyId: string,
  modelId: string,
  act: (job: Job) => void = () => undefined,
): Promise<Job> {
  const { jobId } = await client.jobs.start({ studyId, modelId });
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ jobId })) {
    last = job;
    act(job);
  }
  if (last === undefined) throw new Error('a job has at least one state');
  return last;
}

const localesDirectory = new URL('../../../resources/locales', import.meta.url).pathname;
const english = await loadSentences(localesDirectory, 'en');
const korean = await loadSentences(localesDirectory, 'ko');

/** What the user reads of a failed job, in both languages. */
export function sentencesOf({ failure }: Job): { readonly en: string; readonly ko: string } {
  const say = (sentences: Sentences): string => (failure === null ? '' : sentences.failure(failure));
  const told = { en: say(english), ko: say(korean) };
  expect(told.en).toMatch(/^[A-Z“].+\.$/su);
  expect(told.ko).toMatch(/\p{Script=Hangul}.+\.$/su);
  for (const sentence of Object.values(told)) expect(sentence).not.toMatch(/failure(Reason)?\.|\{\{/u);
  return told;
}

/** What must outlive every fault: studies with their results, and the bytes on the disk; fails when the database is damaged. */
export async function takeInventory(home: TemporaryBackend): Promise<unknown> {
  const { client, dataDirectory } = home;
  const database = new Sqlite(join(dataDirectory, 'library.sqlite'), { readonly: true });
  try {
    expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
  } finally {
    database.close();
  }
  const studies = await Promise.all((await client.studies.list()).map((study) => client.studies.get(study)));
  const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
  const content = entries.filter(
    (entry) => entry.isFile() && /[\\/](files|label-maps|inbox)([\\/]|$)/u.test(entry.parentPath),
  );
  const hashes = await Promise.all(
    content.map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name));
      return [name, createHash('sha256').update(bytes).digest('hex')] as const;
    }),
  );
  return { studies, content: Object.fromEntries(hashes) };
}

/** Random numbers of a seed that is printed, and taken from GLIOSCOPE_SEED to see the same again. */
export function seededRandom(what: string): () => number {
  const seed = Number(process.env['GLIOSCOPE_SEED'] ?? Date.now() % 1e6);
  process.stdout.write(`${what}: GLIOSCOPE_SEED=${seed}\n`);
  return createRandom(seed);
}
