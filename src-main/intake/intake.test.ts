import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findCases } from '../../tests/reference/nibabel.ts';
import { serialiseVolume } from '../imaging/nifti-write.ts';
import { assessStudy } from './assess-study.ts';
import { listCandidates } from './candidates.ts';
import { slotFromName } from './file-names.ts';
import { inspectFile } from './inspect-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'glioscope-intake-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = serialiseVolume(
  {
    shape: [2, 2, 2],
    affine: [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    dataType: 'int16',
    scale: { slope: 1, intercept: 0 },
    voxels: Int16Array.of(0, 1, 2, 4, 0, 0, 0, 0),
  },
  { description: '' },
);

describe('listCandidates', () => {
  const study = join(folder, 'study');
  mkdirSync(join(study, 'deeper', 'still', 'too-deep'), { recursive: true });
  for (const name of ['b_t2.nii', 'a_t1.nii.gz', '._a_t1.nii.gz', 'notes.txt']) writeFileSync(join(study, name), bytes);
  writeFileSync(join(study, 'deeper', 'c_flair.nii'), bytes);
  writeFileSync(join(study, 'deeper', 'still', 'too-deep', 'd.nii'), bytes);
  symlinkSync(study, join(study, 'deeper', 'circle'));

  test('a folder gives its images by name, and those one or two folders down; no file twice', async () => {
    const candidates = await listCandidates([study, join(study, 'b_t2.nii')]);
    expect(candidates.map(({ name }) => name)).toEqual(['a_t1.nii.gz', 'b_t2.nii', 'c_flair.nii']);
    expect(candidates[0]?.sizeBytes).toBe(bytes.length);
  });

  test('a link to nowhere is a file that is not there, and hides none of its neighbours', async () => {
    const linked = join(folder, 'linked');
    mkdirSync(linked);
    writeFileSync(join(linked, 'a_t1.nii'), bytes);
    symlinkSync(join(folder, 'nowhere.nii'), join(linked, 'a_t2.nii'));
    const candidates = await listCandidates([linked]);
    expect(candidates.map(({ name }) => name)).toEqual(['a_t1.nii', 'a_t2.nii']);
    const inspected = await Promise.all(candidates.map(inspectFile));
    expect(inspected.map(({ failure }) => failure)).toEqual([
      null,
      { code: 'file-not-found', params: { file: 'a_t2.nii' } },
    ]);
  });

  test('a file chosen by the user is listed whatever it is called; one that is gone is said to be', async () => {
    expect(await listCandidates([join(study, 'notes.txt')])).toHaveLength(1);
    await expect(listCandidates([join(study, 'gone.nii')])).rejects.toMatchObject({
      code: 'file-not-found',
      params: { file: 'gone.nii' },
    });
  });
});

describe('inspectFile', () => {
  test('tells what an image is, and the hash of its bytes', async () => {
    const path = join(folder, 'labels.nii');
    writeFileSync(path, bytes);
    const inspected = await inspectFile({ name: 'labels.nii', path, sizeBytes: bytes.length });
    expect(inspected.failure).toBeNull();
    expect(inspected.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(inspected.facts).toMatchObject({
      geometry: { shape: [2, 2, 2] },
      dataType: 'int16',
      slope: 1,
      intercept: 0,
      intensity: { minimum: 0, maximum: 4 },
      labels: { convention: 'brats-2018', tissues: ['ncr', 'ed', 'et'] },
    });
  });

  test('a bad file is a failure under the name the user knows, not an exception', async () => {
    const path = join(folder, 'upload-0001');
    writeFileSync(path, bytes.subarray(0, 360));
    const inspected = await inspectFile({ name: 'case_t1.nii', path, sizeBytes: 360 });
    expect(inspected.facts).toBeNull();
    expect(inspected.failure).toMatchObject({
      code: 'truncated-file',
      params: { file: 'case_t1.nii', expectedBytes: 368, actualBytes: 360 },
    });
    expect(inspected.sha256).toBe(createHash('sha256').update(bytes.subarray(0, 360)).digest('hex'));
    const gone = await inspectFile({ name: 'x.nii', path: join(folder, 'gone'), sizeBytes: 0 });
    expect(gone).toMatchObject({ sha256: null, failure: { code: 'file-not-found', params: { file: 'x.nii' } } });
  });
});

const labelled = findCases('labelled');
const native = findCases('native');

async function assessFolder(path: string): Promise<ReturnType<typeof assessStudy>> {
  const inspected = await Promise.all((await listCandidates([path])).map(inspectFile));
  return assessStudy(
    inspected.map(({ candidate, facts, failure }) => ({
      fileId: candidate.name,
      name: candidate.name,
      slot: slotFromName(candidate.name),
      geometry: facts?.geometry ?? null,
      failure,
      isLabelMap: facts?.labels !== null,
    })),
  );
}

describe.skipIf(labelled === null || native === null)('real studies', () => {
  const [labelledFolder, nativeFolder] = [labelled ?? '', native ?? ''];

  test('every labelled case is ready as it stands', { timeout: 120_000 }, async () => {
    const cases = readdirSync(labelledFolder);
    expect(cases.length).toBeGreaterThan(5);
    for (const name of cases)
      expect(await assessFolder(join(labelledFolder, name)), name).toEqual({
        fileFailures: new Map(),
        problems: [],
        absent: null,
        isReady: true,
      });
  });

  test('a study as scanned, on several grids, is ready as it stands', async () => {
    for (const name of readdirSync(nativeFolder)) {
      expect(await assessFolder(join(nativeFolder, name)), name).toMatchObject({ problems: [], isReady: true });
    }
  });

  test('a real file cut in half is truncated, not an exception', async () => {
    const [first = ''] = readdirSync(labelledFolder);
    const [image = ''] = readdirSync(join(labelledFolder, first));
    const whole = readFileSync(join(labelledFolder, first, image));
    const path = join(folder, 'half.nii.gz');
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const { failure } = await inspectFile({ name: 'half.nii.gz', path, sizeBytes: whole.length / 2 });
    expect(failure).toMatchObject({ code: 'truncated-file', params: { file: 'half.nii.gz' } });
  });
});
