import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import {
  affine,
  openPaths,
  openTemporaryBackend,
  phantom,
  storedNames,
  shape,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

function slotsOf(draft: { files: readonly { name: string; slot: string | null }[] }): Record<string, string | null> {
  return Object.fromEntries(draft.files.map((file) => [file.name, file.slot]));
}

describe('intake', () => {
  beforeEach(async () => {
    home = await openTemporaryBackend();
  });

  test('a folder becomes a draft, and the draft a study', async () => {
    const folder = await writeSmallStudy(home.directory);
    const draft = await openPaths(home.client, folder);
    expect(draft).toMatchObject({ suggestedPatientName: 'case', problems: [], isReady: true });
    expect(slotsOf(draft)).toEqual({
      ...{ 'case_t1.nii': 't1n', 'case_t1ce.nii': 't1c', 'case_t2.nii': 't2w', 'case_flair.nii': 't2f' },
    });
    expect(await storedNames(home)).toEqual([]);
    const study = await home.client.intake.commit({ draftId: draft.draftId, patientName: ' Kim ' });
    expect(study).toMatchObject({
      ...{ patientName: 'Kim', labelConvention: 'brats-2018', geometry: { shape, affine }, reference: null },
      ...{ modalities: ['t1n', 't1c', 't2w', 't2f'], resultCount: 0, regionsMl: null },
    });
    expect(study.volumes.map(({ fileName }) => fileName)).toEqual([
      ...['case_t1.nii', 'case_t1ce.nii', 'case_t2.nii', 'case_flair.nii'],
    ]);
    expect(await storedNames(home)).toHaveLength(4);
    await expect(home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' })).rejects.toMatchObject({
      data: { code: 'intake-lost' },
    });
  });

  test('a damaged, a truncated and a foreign file are told apart, at the file, and nothing can be committed', async () => {
    const folder = await writeSmallStudy(home.directory);
    await truncate(join(folder, 'case_t1.nii'), 2000);
    await writeFile(join(folder, 'case_t1ce.nii.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
    await writeFile(join(folder, 'notes.txt'), 'no image, but long enough to be asked');
    const names = ['case_t1.nii', 'case_t1ce.nii.gz', 'notes.txt', 'case_t2.nii', 'case_flair.nii'];
    const draft = await openPaths(home.client, ...names.map((name) => join(folder, name)));
    const failures = Object.fromEntries(draft.files.map((file) => [file.name, file.failure?.code ?? null]));
    expect(failures).toEqual({
      ...{ 'case_t1.nii': 'truncated-file', 'case_t1ce.nii.gz': expect.stringMatching(/^(damaged|truncated)-file$/u) },
      ...{ 'notes.txt': 'not-an-image', 'case_t2.nii': null, 'case_flair.nii': null },
    });
    expect(draft.isReady).toBe(false);
    const { draftId } = draft;
    await expect(home.client.intake.commit({ draftId, patientName: 'x' })).rejects.toMatchObject({ code: 'FAILED' });
    expect(await home.client.studies.list()).toEqual([]);
    expect(await storedNames(home)).toEqual([]);
    await home.client.intake.discard({ draftId });
    await expect(home.client.intake.discard({ draftId })).rejects.toMatchObject({ data: { code: 'intake-lost' } });
  });

  test('a file that lies elsewhere in the world is named, and may be replaced', async () => {
    const folder = await writeSmallStudy(home.directory);
    const shifted = { ...phantom(0), affine: affine.with(3, 99) };
    await writeFile(join(folder, 'case_t2.nii'), serialiseVolume(shifted, { description: '' }));
    const draft = await openPaths(home.client, folder);
    const odd = draft.files.find((file) => file.name === 'case_t2.nii');
    expect(odd?.failure).toMatchObject({ code: 'geometry-mismatch', params: { file: 'case_t2.nii', reason: 'apart' } });
    const { draftId } = draft;
    const without = await home.client.intake.removeFile({ draftId, fileId: odd?.fileId ?? '' });
    expect(without.problems).toMatchObject([{ code: 'missing-modality', params: { modalities: 'T2' } }]);
    const other = await writeSmallStudy(home.directory, 'other');
    const files = [{ kind: 'path' as const, path: join(other, 'other_t2.nii') }];
    expect(await home.client.intake.addFiles({ draftId, files })).toMatchObject({ isReady: true });
  });

  test('files trade places; of two in one slot the chosen one stays', async () => {
    const folder = await writeSmallStudy(home.directory);
    const draft = await openPaths(home.client, folder);
    const { draftId } = draft;
    const idOf = (name: string): string => draft.files.find((file) => file.name === name)?.fileId ?? '';
    const traded = await home.client.intake.assign({ draftId, fileId: idOf('case_t1.nii'), slot: 't2w' });
    expect(slotsOf(traded)).toMatchObject({ 'case_t1.nii': 't2w', 'case_t2.nii': 't1n', 'case_t1ce.nii': 't1c' });
    expect(traded.isReady).toBe(true);
    await writeSmallStudy(home.directory, 'twin');
    const twin = { kind: 'path' as const, path: join(home.directory, 'twin', 'twin_t1ce.nii') };
    const doubled = await home.client.intake.addFiles({ draftId, files: [twin] });
    expect(doubled.files.filter((file) => file.failure?.code === 'duplicate-modality')).toHaveLength(2);
    const twinId = doubled.files.find((file) => file.name === 'twin_t1ce.nii')?.fileId ?? '';
    const settled = await home.client.intake.assign({ draftId, fileId: twinId, slot: 't1c' });
    expect(slotsOf(settled)).toMatchObject({ 'twin_t1ce.nii': 't1c', 'case_t1ce.nii': null });
    expect(settled.isReady).toBe(true);
  });

  test('a commit that fails half-way leaves nothing; the draft stays for another try', async () => {
    const folder = await writeSmallStudy(home.directory);
    const draft = await openPaths(home.client, folder);
    const original = await readFile(join(folder, 'case_flair.nii'));
    // changed since it was inspected: the last of the four files, when three are in the store already
    await writeFile(
      join(folder, 'case_flair.nii'),
      original.map((byte, index) => (index === 5000 ? byte ^ 1 : byte)),
    );
    const commit = { draftId: draft.draftId, patientName: 'Kim' };
    await expect(home.client.intake.commit(commit)).rejects.toMatchObject({
      data: { code: 'file-unreadable', params: { file: 'case_flair.nii' } },
    });
    expect(await home.client.studies.list()).toEqual([]);
    expect(await storedNames(home)).toEqual([]);
    await writeFile(join(folder, 'case_flair.nii'), original);
    expect(await home.client.intake.commit(commit)).toMatchObject({ patientName: 'Kim' });
  });

  test('uploads go the same way, under their own names, and leave the inbox', async () => {
    const folder = await writeSmallStudy(home.directory);
    const upload = async (name: string, as: string) =>
      home.backend.acceptUpload(as, (async function* () { yield await readFile(join(folder, name)); })()); // prettier-ignore
    const files = [
      await upload('case_t1.nii', '../../case_t1.nii'),
      await upload('case_t1ce.nii', 'C:\\scans\\case_t1ce.nii'),
      await upload('case_t2.nii', 'case_t2.nii'),
      await upload('case_flair.nii', 'case_flair.nii'),
    ];
    const draft = await home.client.intake.open({ files });
    expect(draft.files.map((file) => file.name)).toEqual([
      ...['case_t1.nii', 'case_t1ce.nii', 'case_t2.nii', 'case_flair.nii'],
    ]);
    await home.client.intake.commit({ draftId: draft.draftId, patientName: draft.suggestedPatientName });
    expect(await readdir(join(home.dataDirectory, 'inbox'))).toEqual([]);
    await expect(home.client.intake.open({ files: files.slice(0, 1) })).rejects.toMatchObject({
      data: { code: 'intake-lost' },
    });
  });

  test('an upload that breaks off leaves nothing', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('a part'));
      throw new Error('the line went dead');
    }
    await expect(home.backend.acceptUpload('x.nii', broken())).rejects.toThrow('the line went dead');
    expect(await readdir(join(home.dataDirectory, 'inbox'))).toEqual([]);
  });
});
