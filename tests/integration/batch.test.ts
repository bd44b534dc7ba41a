import { mkdir, mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpareModality } from '#shared/domain/modality.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import type { CommandContext } from '../../src-main/hosts/cli/command-context.ts';
import type { Output } from '../../src-main/hosts/cli/output.ts';
import { segmentFolder } from '../../src-main/hosts/cli/segment-batch.ts';
import { loadSentences } from '../../src-main/hosts/cli/sentences.ts';
import { findInstallation } from '../../src-main/hosts/installation.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { fileNames, inferenceEntry, shape, writeSmallStudy } from './temporary-backend.ts';

let directory: string;
let lines: string[] = [];
beforeEach(async () => {
  lines = [];
  directory = await mkdtemp(join(tmpdir(), 'glioscope-batch-'));
  await writeTinyModel(join(directory, 'models'), 'neighbours');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const output: Output = {
  isTerminal: false,
  line: (text) => void lines.push(text),
  note: (text) => void lines.push(text),
  status: () => undefined,
};

async function run(without: SpareModality | null = null, changes: Partial<CommandContext> = {}): Promise<number> {
  const installation = { ...findInstallation(), inferenceEntry };
  const sentences = await loadSentences(installation.localesDirectory, 'en');
  return segmentFolder(
    {
      ...{ directory: join(directory, 'cases'), outDirectory: join(directory, 'out'), convention: null },
      ...{
        modelId: null,
        modelsDirectory: join(directory, 'models'),
        threads: 1,
        precision: 'int8',
        isThorough: false,
        ...{ without, brainExtraction: 'auto' },
      },
    },
    { installation, output, sentences, signal: new AbortController().signal, ...changes },
  );
}

interface Summary {
  readonly notice: string;
  readonly studies: readonly { readonly study: string; readonly state: string; readonly output: string | null }[];
}

async function summary(): Promise<Summary> {
  return JSON.parse(await readFile(join(directory, 'out', 'glioscope-batch.json'), 'utf8')) as Summary; // holds: written so
}

test('one bad study does not stop the rest, and a second run makes only what is not there yet', async () => {
  const cases = join(directory, 'cases');
  for (const name of ['first', '=second', 'third']) await writeSmallStudy(cases, name);
  await rm(join(cases, 'third', fileNames.t2w.replace('case', 'third')));
  expect(await run()).toBe(4);
  expect((await summary()).studies).toMatchObject([
    { study: '=second', state: 'done' },
    { study: 'first', state: 'done', output: 'first_glioscope-seg.nii.gz', failures: [] },
    { study: 'third', state: 'failed', output: null, sentences: [expect.stringContaining('T2')] },
  ]);
  const made = join(directory, 'out', 'first_glioscope-seg.nii.gz');
  expect(await readNiftiFile(made)).toMatchObject({ shape, dataType: 'uint8' });
  const csv = await readFile(join(directory, 'out', 'glioscope-batch.csv'), 'utf8');
  expect(csv.split('\r\n')[0]).toBe(
    'study,state,ncr_ml,ed_ml,et_ml,wt_ml,tc_ml,wt_low_ml,wt_high_ml,tc_low_ml,tc_high_ml,et_low_ml,et_high_ml,wt_expected_dice,tc_expected_dice,et_expected_dice,brain_ml,seconds,without,warnings,failure,output,notice',
  );
  expect(csv).toMatch(/^'=second,done,/mu);
  expect(csv).toContain('Research use only');
  expect(lines.at(-1)).toContain('Research use only');

  await utimes(made, 1, 1);
  await writeSmallStudy(cases, 'third');
  await rm(join(directory, 'out', 'second_glioscope-seg.nii.gz'), { force: true });
  await rm(join(directory, 'out', '=second_glioscope-seg.nii.gz'), { force: true });
  expect(await run()).toBe(0);
  const states = (await summary()).studies.map(({ study, state }) => [study, state]);
  expect(states).toEqual([
    ['=second', 'done'],
    ['first', 'unchanged'],
    ['third', 'done'],
  ]);
  expect((await stat(made)).mtimeMs).toBe(1000);
}, 60_000);

test('a run that is stopped forgets nothing that an earlier run has made or found out', async () => {
  const cases = join(directory, 'cases');
  for (const name of ['a', 'b', 'c', 'd']) await writeSmallStudy(cases, name);
  await rm(join(cases, 'd', fileNames.t2w.replace('case', 'd')));
  expect(await run()).toBe(4);
  const first = (await summary()).studies;
  expect(first.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'failed']);
  const csv = await readFile(join(directory, 'out', 'glioscope-batch.csv'), 'utf8');

  const stop = new AbortController();
  const note = (text: string): void => {
    if (text === '1/4 a') stop.abort();
  };
  const stopped = run(null, { signal: stop.signal, output: { ...output, note } });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  const [a, ...others] = (await summary()).studies;
  expect(a).toEqual({ ...first[0], state: 'unchanged' });
  expect(others).toEqual(first.slice(1));
  expect(await readFile(join(directory, 'out', 'glioscope-batch.csv'), 'utf8')).toBe(
    csv.replace('\r\na,done', '\r\na,unchanged'),
  );

  expect(await run()).toBe(4);
  expect((await summary()).studies.map(({ state }) => state)).toEqual([
    ...['unchanged', 'unchanged', 'unchanged'],
    'failed',
  ]);
}, 60_000);

test('studies whose names make one file name get a file each, and keep it when others come', async () => {
  const cases = join(directory, 'cases');
  const tables = async () => (await summary()).studies.map(({ study, state, output }) => [study, state, output]);
  await writeSmallStudy(cases, 'p_1');
  expect(await run()).toBe(0);
  const made = join(directory, 'out', 'p_1_glioscope-seg.nii.gz');
  await utimes(made, 1, 1);
  for (const name of ['P 1', 'P  1']) await writeSmallStudy(cases, name);
  expect(await run()).toBe(0);
  const table = await tables();
  expect(table).toHaveLength(3);
  expect(table).toContainEqual(['p_1', 'unchanged', 'p_1_glioscope-seg.nii.gz']);
  expect((await stat(made)).mtimeMs).toBe(1000);
  expect(table.map(([study]) => study).toSorted()).toEqual(['P  1', 'P 1', 'p_1']);
  expect(new Set(table.map(([, , name]) => name?.toLowerCase())).size).toBe(3);
  for (const [, , name] of table) expect((await stat(join(directory, 'out', name ?? ''))).isFile()).toBe(true);

  // a table of old may say that two have one file: whose it is nobody knows
  const path = join(directory, 'out', 'glioscope-batch.json');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/P_1-\d_glio/gu, 'P_1_glio'));
  expect(await run()).toBe(0);
  expect((await tables()).map(([, state]) => state)).toEqual(['done', 'done', 'done']);
  expect(new Set((await tables()).map(([, , name]) => name?.toLowerCase())).size).toBe(3);
}, 60_000);

test('a study that lacks a modality is told the option, made with it by a model that can, and says so', async () => {
  const cases = join(directory, 'cases');
  for (const name of ['whole', 'kim', 'lee']) await writeSmallStudy(cases, name);
  await rm(join(cases, 'kim', fileNames.t2f.replace('case', 'kim')));
  await rm(join(cases, 'lee', fileNames.t2w.replace('case', 'lee')));
  expect(await run()).toBe(4);
  expect(lines.join('\n')).toContain('kim: Still missing: FLAIR.');
  expect(lines.join('\n')).toContain('--without flair');
  const made = join(directory, 'out', 'whole_glioscope-seg.nii.gz');
  await utimes(made, 1, 1);

  expect(await run('t2f')).toBe(4);
  expect((await summary()).studies).toMatchObject([
    { study: 'kim', state: 'done', without: 't2f' },
    { study: 'lee', state: 'failed', without: null, sentences: [expect.stringContaining('--without t2')] },
    { study: 'whole', state: 'unchanged', without: null },
  ]);
  // a study that has it is not made worse
  expect((await stat(made)).mtimeMs).toBe(1000);
  expect(await readFile(join(directory, 'out', 'glioscope-batch.csv'), 'utf8')).toMatch(/^kim,done,.*,FLAIR,/mu);
  expect(lines.join('\n')).toMatch(/^kim +done, without FLAIR /mu);

  // the tiny model was not measured without T2; what is there is still unchanged
  expect(await run('t2w')).toBe(4);
  expect((await summary()).studies).toMatchObject([
    { study: 'kim', state: 'unchanged', without: 't2f' },
    { study: 'lee', state: 'failed', failures: [{ code: 'model-needs-modality', params: { modalities: 'T2' } }] },
    { study: 'whole', state: 'unchanged' },
  ]);

  // not told to go on without anything: what was made stays, and the table says what it was made without
  const ofKim = join(directory, 'out', 'kim_glioscope-seg.nii.gz');
  await utimes(ofKim, 1, 1);
  lines.length = 0;
  expect(await run()).toBe(4);
  expect((await stat(ofKim)).mtimeMs).toBe(1000);
  expect((await summary()).studies).toMatchObject([
    { study: 'kim', state: 'unchanged', without: 't2f', output: 'kim_glioscope-seg.nii.gz', failures: [] },
    { study: 'lee', state: 'failed' },
    { study: 'whole', state: 'unchanged', without: null },
  ]);
  expect(lines.join('\n')).toMatch(/^kim +unchanged, without FLAIR /mu);

  // of other files it is not
  await truncate(join(cases, 'kim', fileNames.t1n.replace('case', 'kim')), 600);
  await run();
  expect((await summary()).studies[0]).toMatchObject({ study: 'kim', state: 'failed', output: null });
}, 60_000);

test('a label map that lies in the folder of results already, and in no table, is not replaced', async () => {
  await writeSmallStudy(join(directory, 'cases'), 'kim');
  const own = join(directory, 'out', 'kim_glioscope-seg.nii.gz');
  await mkdir(join(directory, 'out'));
  await writeFile(own, 'corrected by hand');
  expect(await run()).toBe(0);
  expect(await readFile(own, 'utf8')).toBe('corrected by hand');
  const { studies } = await summary();
  expect(studies[0]?.output).toBe('kim-2_glioscope-seg.nii.gz');
  await run(); // and the next run knows its own
  expect((await summary()).studies[0]).toMatchObject({ state: 'unchanged', output: 'kim-2_glioscope-seg.nii.gz' });
});
