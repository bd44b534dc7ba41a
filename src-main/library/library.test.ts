import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { modalities } from '#shared/domain/modality.ts';
import { openLibrary, type Library } from './library.ts';
import type { NewStudyRecord, ResultRecord } from './records.ts';

let directory: string;
let library: Library;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-library-'));
  library = await openLibrary(directory);
});
afterEach(async () => {
  await library.close();
  await rm(directory, { recursive: true, force: true });
});

const geometry = { shape: [2, 3, 4] as const, affine: identityAffine };

async function newStudy(studyId: string, patientName: string): Promise<NewStudyRecord> {
  const { sha256 } = await library.files.addBytes(Buffer.from(`file of ${studyId}`));
  const { sha256: labelMapSha256 } = await library.labelMaps.addBytes(Buffer.from(`labels of ${studyId}`));
  return {
    studyId,
    patientName,
    createdAt: '2026-01-01T00:00:00.000Z',
    labelConvention: 'brats-2018',
    geometry,
    volumes: modalities.map((modality) => ({
      ...geometry,
      ...{ volumeId: `${studyId}-${modality}`, modality, fileName: `${modality}.nii`, fileSha256: sha256 },
      ...{ sizeBytes: 12, dataType: 'int16' as const, slope: 0.5, intercept: -3 },
      ...{ minimum: -3, maximum: 9.5, window: { low: 0, high: 9 }, notes: [] },
    })),
    reference: {
      ...{ labelMapId: `${studyId}-reference`, fileName: 'seg.nii', fileSha256: sha256, labelMapSha256 },
      tissuesMl: { ncr: 1.25, ed: 2, et: 0 },
    },
    intakeNotes: [
      {
        ...{ kind: 'swapped', reason: null, answer: 'kept', confidence: 0.98 },
        files: [
          { fileName: 't1n.nii', slot: 't1n', suggestedSlot: 't1c' },
          { fileName: 't1c.nii', slot: 't1c', suggestedSlot: 't1n' },
        ],
      },
      {
        ...{ kind: 'apart', reason: null, answer: 'unanswered', confidence: null, distanceMm: 24 },
        files: [{ fileName: 't2f.nii', slot: 't2f', suggestedSlot: null }],
      },
    ],
  };
}

async function newResult(studyId: string, resultId: string): Promise<ResultRecord> {
  const { sha256: labelMapSha256 } = await library.labelMaps.addBytes(Buffer.from(`result ${resultId}`));
  return {
    ...{ resultId, studyId, labelMapId: `${resultId}-labels`, labelMapSha256, createdAt: '2026-01-02T00:00:00.000Z' },
    ...{
      modelId: 'm',
      modelVersion: '1',
      modelSha256: 'f'.repeat(64),
      engine: 'e 1',
      provider: 'cpu',
      appVersion: '0',
    },
    ...{ durationMs: 1234.5, inputSha256: { t1n: 'a', t1c: 'b', t2w: 'c', t2f: 'd' }, settings: { threads: 2 } },
    ...{ name: null, origin: { kind: 'network' as const } },
    fallbacks: [{ engineId: 'onnx-webgpu' as const, fault: 'out-of-memory' as const }],
    tissuesMl: { ncr: 0.5, ed: 3, et: 1 },
    uncertainty: await newUncertainty(resultId),
    brain: await newBrain(resultId),
  };
}

/** Older results have none. */
async function newUncertainty(resultId: string): Promise<ResultRecord['uncertainty']> {
  if (resultId === 'r1') return null;
  const { sha256: mapSha256 } = await library.labelMaps.addBytes(Buffer.from(`map ${resultId}`));
  return {
    ...{ mapId: `${resultId}-map`, mapSha256, passes: 8, unlistedPlaces: 2 },
    rangesMl: { wt: { low: 4, high: 5 }, tc: { low: 1, high: 2 }, et: { low: 0.5, high: 1.5 } },
    expected: { dice: { wt: 0.7, tc: 0.8, et: null }, markedFrom: 0.45 },
    places: [{ kind: 'enhancing-focus', volumeMl: 0.25, placeMm: [1, -2, 3.5], score: 0.125 }],
  };
}

/** Of the newer result alone: the older took the images as they were. */
async function newBrain(resultId: string): Promise<ResultRecord['brain']> {
  if (resultId === 'r1') return null;
  const { sha256: maskSha256 } = await library.labelMaps.addBytes(Buffer.from(`brain ${resultId}`));
  return {
    ...{ maskId: `${resultId}-brain`, maskSha256, volumeMl: 1437.5, foundIn: ['t1c', 't2f'] },
    ...{ modelId: 'brain-extraction', modelName: 'B', modelVersion: '2', modelSha256: 'e'.repeat(64) },
  };
}

test('a study and its results come back as they went in, also after opening again', async () => {
  const study = await newStudy('s1', 'Kim');
  await library.addStudy(study);
  const older = await newResult('s1', 'r1');
  const newer = await newResult('s1', 'r2');
  await library.addResult(older);
  await library.addResult(newer);
  await library.close();
  library = await openLibrary(directory);
  const stored = await library.getStudy('s1');
  expect(stored).toEqual({
    ...study,
    ...{ patientId: stored.patientId, scannedOn: null, results: [newer, older], corrections: [] },
  });
  expect(await library.listStudies()).toEqual([
    {
      ...{ studyId: 's1', patientId: stored.patientId, patientName: 'Kim', createdAt: study.createdAt },
      ...{ modalities: [...modalities], hasReference: true, resultCount: 2, tissuesMl: newer.tissuesMl },
      ...{ scannedOn: null, isDoubtful: true },
    },
  ]);
  expect(await library.findBlob('s1-t1n')).toEqual({
    kind: 'volume',
    fileName: 't1n.nii',
    sha256: study.volumes[0]?.fileSha256,
  });
  expect(await library.findBlob('r2-labels')).toEqual({ kind: 'label-map', sha256: newer.labelMapSha256 });
  expect(await library.findBlob('s1-reference')).toMatchObject({ kind: 'label-map' });
  // what lies beside a label map is found, and not swept
  expect(await library.findBlob('r2-map')).toEqual({ kind: 'label-map', sha256: newer.uncertainty?.mapSha256 });
  const mask = await library.findBlob('r2-brain');
  expect(mask).toEqual({ kind: 'label-map', sha256: newer.brain?.maskSha256 });
  expect(Buffer.from(await library.labelMaps.read(mask.sha256)).toString()).toBe('brain r2');
  await expect(library.findBlob('r1-brain')).rejects.toMatchObject({ code: 'not-found' });
});

test('a study without a modality, and what was made without it, come back so', async () => {
  const whole = await newStudy('s1', 'Kim');
  const study: NewStudyRecord = {
    ...{ ...whole, volumes: whole.volumes.filter(({ modality }) => modality !== 't2f') },
    intakeNotes: [
      { kind: 'without', reason: null, answer: 'kept', confidence: null, modality: 't2f', files: [] },
      ...whole.intakeNotes,
    ],
  };
  await library.addStudy(study);
  const result: ResultRecord = {
    ...(await newResult('s1', 'r2')),
    inputSha256: { t1n: 'a', t1c: 'b', t2w: 'c' },
    settings: { without: 't2f' },
  };
  await library.addResult(result);
  const stored = await library.getStudy('s1');
  expect(stored).toEqual({
    ...study,
    ...{ patientId: stored.patientId, scannedOn: null, results: [result], corrections: [] },
  });
  expect(await library.listStudies()).toMatchObject([{ modalities: ['t1n', 't1c', 't2w'] }]);
});

test('a twin has just these files: none more, none fewer', async () => {
  const hashes = await Promise.all(
    modalities.map(async (modality) => (await library.files.addBytes(Buffer.from(modality))).sha256),
  );
  const store = async (studyId: string, count: number): Promise<void> => {
    const study = await newStudy(studyId, studyId);
    const volumes = study.volumes.map((volume, index) => ({ ...volume, fileSha256: hashes[index] ?? '' }));
    // T1ce and what comes before it stay
    await library.addStudy({ ...study, volumes: volumes.slice(0, count) });
  };
  await store('three', 3);
  expect(await library.findTwin(hashes)).toBeNull();
  expect(await library.findTwin(hashes.slice(0, 3))).toEqual({ studyId: 'three', patientName: 'three' });
  expect(await library.findTwin(hashes.slice(1, 3))).toBeNull();
  await store('four', 4);
  expect(await library.findTwin(hashes)).toEqual({ studyId: 'four', patientName: 'four' });
  expect(await library.findTwin(hashes.slice(0, 3))).toEqual({ studyId: 'three', patientName: 'three' });
  expect(await library.findTwin([])).toBeNull();
});

test('studies are listed newest first; the same name is the same patient', async () => {
  await library.addStudy(await newStudy('s1', 'Kim'));
  await library.addStudy(await newStudy('s2', 'Lee'));
  await library.addStudy(await newStudy('s3', 'Kim'));
  const studies = await library.listStudies();
  expect(studies.map((study) => study.studyId)).toEqual(['s3', 's2', 's1']);
  expect(studies[0]?.patientId).toBe(studies[2]?.patientId);
  expect(studies[1]?.patientId).not.toBe(studies[0]?.patientId);
  await library.renamePatient('s1', 'Kim, J.');
  expect((await library.listStudies()).map((study) => study.patientName)).toEqual(['Kim, J.', 'Lee', 'Kim, J.']);
});

test('a study that cannot be written whole leaves no row', async () => {
  const study = await newStudy('s1', 'Kim');
  const twice = { ...study, volumes: [...study.volumes, ...study.volumes] };
  await expect(library.addStudy(twice)).rejects.toMatchObject({ code: 'storage-failed' });
  expect(await library.listStudies()).toEqual([]);
  await library.addStudy(study);
});

test('removing a study removes its rows, and its content at the next sweep', async () => {
  await library.addStudy(await newStudy('s1', 'Kim'));
  await library.addResult(await newResult('s1', 'r1'));
  await library.addStudy(await newStudy('s2', 'Lee'));
  expect(await library.sweep()).toBe(0);
  await library.removeStudy('s1');
  await expect(library.getStudy('s1')).rejects.toMatchObject({ code: 'not-found' });
  await expect(library.getResult('r1')).rejects.toMatchObject({ code: 'not-found' });
  expect(await library.sweep()).toBe(3);
  expect((await library.listStudies()).map((study) => study.patientName)).toEqual(['Lee']);
  const kept = await library.getStudy('s2');
  expect(Buffer.from(await library.files.read(kept.volumes[0]?.fileSha256 ?? '')).toString()).toBe('file of s2');
});

test.each(['getStudy', 'removeStudy', 'getResult', 'removeResult', 'findBlob'] as const)(
  '%s: not-found',
  async (method) => {
    await expect(library[method]('nobody')).rejects.toMatchObject({ code: 'not-found' });
  },
);

test('preferences and run times are kept, the newest wins', async () => {
  expect(await library.getPreferences()).toEqual({});
  await library.setPreferences({ language: 'ko' });
  await library.setPreferences({ language: 'en' });
  expect(await library.getPreferences()).toEqual({ language: 'en' });
  const key = { modelSha256: 'm', engineId: 'onnx-cpu' } as const;
  expect(await library.getRunTimes(key)).toBeNull();
  await library.setRunTimes(key, { secondsPerMegavoxel: 2, secondsBesideNetwork: null });
  await library.setRunTimes(key, { secondsPerMegavoxel: 1.5, secondsBesideNetwork: 3 });
  expect(await library.getRunTimes(key)).toEqual({ secondsPerMegavoxel: 1.5, secondsBesideNetwork: 3 });
  expect(await library.getRunTimes({ ...key, engineId: 'onnx-webgpu' })).toBeNull();
});

test('tests of engines are kept, the newest of each', async () => {
  const works = { state: 'works', version: 'x 1', msPerMegavoxel: 12, maxDifference: 1e-6 } as const;
  const faulty = { state: 'faulty', fault: 'crashed', detail: 'SIGSEGV' } as const;
  await library.setEngineTest({ engineId: 'onnx-cpu', test: faulty, testedAt: '2026-01-01' });
  await library.setEngineTest({ engineId: 'onnx-cpu', test: works, testedAt: '2026-01-02' });
  await library.setEngineTest({ engineId: 'onnx-webgpu', test: faulty, testedAt: '2026-01-02' });
  expect(await library.getEngineTests()).toEqual([
    { engineId: 'onnx-cpu', test: works, testedAt: '2026-01-02' },
    { engineId: 'onnx-webgpu', test: faulty, testedAt: '2026-01-02' },
  ]);
});

test('opening empties the inbox and sweeps content without a row', async () => {
  await writeFile(join(library.inboxDirectory, 'upload'), 'x');
  await library.files.addBytes(Buffer.from('nobody refers to this'));
  await library.close();
  library = await openLibrary(directory);
  expect(await readdir(library.inboxDirectory)).toEqual([]);
  const names = await readdir(join(directory, 'files'), { recursive: true });
  expect(names.filter((name) => name.length > 60)).toEqual([]);
});

test('a second program is turned away, and let in once the first has gone', async () => {
  const second = openLibrary(directory);
  await expect(second).rejects.toMatchObject({ code: 'storage-failed', params: { reason: 'in-use' } });
  const third = openLibrary(directory);
  await library.close();
  library = await third;
  expect(await library.listStudies()).toEqual([]);
});
