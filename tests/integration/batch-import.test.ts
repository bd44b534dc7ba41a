import { truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BatchStudy } from '#shared/contract/index.ts';
import { modalities } from '#shared/domain/modality.ts';
import {
  commitSmallStudy,
  fileNames,
  openTemporaryBackend,
  storedNames,
  watchToEnd,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

let backend: TemporaryBackend;
beforeEach(async () => {
  backend = await openTemporaryBackend();
});
afterEach(() => backend.dispose());

function importStudy(study: BatchStudy, isTwinWanted = false) {
  const files = study.files.flatMap(({ places }) => places.map((path) => ({ kind: 'path' as const, path })));
  return backend.client.batch.import({ files, patientName: study.name, isTwinWanted });
}

function findIn(directory: string): Promise<readonly BatchStudy[]> {
  return backend.client.batch.find({ kind: 'paths', paths: [directory] });
}

test('of a folder of studies each is imported by itself, and a bad one leaves nothing', async () => {
  const cases = join(backend.directory, 'cases');
  for (const name of ['alpha', 'be', 'gamma!']) await writeSmallStudy(cases, name);
  await truncate(join(cases, 'be', 'be_t2.nii'), 600);
  await writeFile(join(cases, 'readme.txt'), 'no image');
  const found = await findIn(cases);
  expect(found.map(({ name, problems, isMaybeThere }) => ({ name, problems, isMaybeThere }))).toEqual(
    ['alpha', 'be', 'gamma!'].map((name) => ({ name, problems: [], isMaybeThere: false })),
  );
  const [alpha, bad, gamma] = found;
  if (alpha === undefined || bad === undefined || gamma === undefined) throw new Error('three studies');
  expect(await importStudy(alpha)).toMatchObject({ kind: 'imported' });
  const before = await storedNames(backend);
  await expect(importStudy(bad)).rejects.toMatchObject({ data: { params: { file: 'be_t2.nii' } } });
  expect(await storedNames(backend)).toEqual(before);
  const third = await importStudy(gamma);
  expect((await backend.client.studies.list()).map(({ patientName }) => patientName)).toEqual(['gamma!', 'alpha']);
  if (third.kind !== 'imported') throw new Error('imported');
  const { intakeNotes } = await backend.client.studies.get({ studyId: third.studyId });
  expect(intakeNotes).toHaveLength(third.remarkCount);
  expect(new Set(intakeNotes.map(({ answer }) => answer))).not.toContain('kept');
});

test('a study that is in the library is told by its files, whatever it is called', async () => {
  const { studyId } = await commitSmallStudy(backend, 'known');
  const cases = join(backend.directory, 'cases');
  // the phantom depends on the length of the name alone
  for (const name of ['other', 'longer']) await writeSmallStudy(cases, name);
  const found = await findIn(cases);
  const [longer, other] = found;
  if (longer === undefined || other === undefined) throw new Error('two studies');
  expect(found.map(({ isMaybeThere }) => isMaybeThere)).toEqual([true, true]);
  const paths = (study: BatchStudy): string[] => study.files.flatMap(({ places }) => places);
  const { client } = backend;
  const twin = { studyId, patientName: 'known' };
  expect(await client.batch.twinOf({ kind: 'paths', paths: paths(longer) })).toBeNull();
  expect(await client.batch.twinOf({ kind: 'paths', paths: paths(other) })).toEqual(twin);
  const { volumes } = await client.studies.get({ studyId });
  const sha256s = volumes.map(({ fileSha256 }) => fileSha256);
  expect(await client.batch.twinOf({ kind: 'hashes', sha256s })).toEqual(twin);
  expect(await client.batch.twinOf({ kind: 'hashes', sha256s: sha256s.slice(1) })).toBeNull();
  expect(await importStudy(other)).toEqual({ kind: 'there-already', twin });
  expect(await importStudy(other, true)).toMatchObject({ kind: 'imported' });
  expect(await client.studies.list()).toHaveLength(2);
});

test('files of a page are grouped by their places; one study, or loose files, are no batch', async () => {
  const placesOf = (name: string): string[] =>
    modalities.map((modality) => `${name}/${basename(name)}_${fileNames[modality].replace('case_', '')}`);
  const find = (places: readonly string[]): Promise<readonly BatchStudy[]> =>
    backend.client.batch.find({ kind: 'places', files: places.map((place) => ({ place, sizeBytes: 1000 })) });
  const found = await find([
    ...placesOf('given/kim'),
    ...placesOf('given/lee').slice(1),
    'given/lee/lee_t1.hdr',
    'given/lee/lee_t1.img',
  ]);
  expect(found.map(({ name }) => name)).toEqual(['kim', 'lee']);
  expect(found[1]?.files[0]).toEqual({
    ...{ name: 'lee_t1.hdr', slot: 't1n' },
    places: ['given/lee/lee_t1.hdr', 'given/lee/lee_t1.img'],
  });
  const [, short] = await find([...placesOf('a/x'), ...placesOf('a/y').slice(1)]);
  expect(short).toMatchObject({ problems: [], without: 't1n' });
  const [, noGrid] = await find([
    ...placesOf('a/x'),
    ...placesOf('a/y').filter((place) => !place.endsWith('t1ce.nii')),
  ]);
  expect(noGrid?.problems).toMatchObject([{ code: 'missing-modality', params: { modalities: 'T1ce' } }]);
  expect(noGrid?.without).toBeNull();
  expect(await find(placesOf('given/kim'))).toEqual([]);
  expect(await find(['t1.nii', 't2.nii', 'x.pdf'])).toEqual([]);
});

test('the table of studies has the volumes of the newest result, and replaces no file', async () => {
  const { client, directory } = backend;
  const { studyId } = await commitSmallStudy(backend, '=kim');
  const second = await commitSmallStudy(backend, 'lee, the second');
  await watchToEnd(client, (await client.jobs.start({ studyId, modelId: null })).jobId);
  await client.studies.setScanDate({ studyId, scannedOn: '2026-01-05' });
  const { csv } = await client.batch.table({ studyIds: [studyId, second.studyId] });
  const [head, first = '', last = ''] = csv.split('\r\n');
  expect(head).toMatch(
    /^\ufeffpatient,study_id,scanned,added,.*,ncr_ml,ed_ml,et_ml,wt_ml,tc_ml,wt_expected_dice,tc_expected_dice,et_expected_dice,notice$/u,
  );
  const { results } = await client.studies.get({ studyId });
  expect(first).toMatch(/^'=kim,[-\w]+,2026-01-05,/u);
  expect(first).toContain(`,${results[0]?.regionsMl.wt.toFixed(3) ?? ''},`);
  expect(last).toMatch(/^"lee, the second",/u);
  expect(last.split(',')).toHaveLength((head?.split(',').length ?? 0) + 2); // the comma of the name and that of the notice
  const paths = [];
  for (let time = 0; time < 2; time += 1)
    paths.push((await client.batch.exportTable({ studyIds: [studyId], directory })).path);
  expect(paths.map((path) => basename(path))).toEqual(['glioscope-volumes.csv', 'glioscope-volumes-2.csv']);
});
