import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { thumbnailBlobId } from '#shared/contract/data-plane.ts';
import { thumbnailSize } from '#shared/domain/finding.ts';
import type { Modality } from '#shared/domain/modality.ts';
import { writeSampleStudy } from '../../src-main/sample/write-sample-study.ts';
import { parseNifti, readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { stackVolumes } from '../fixtures/four-volumes.ts';
import { openPaths, openTemporaryBackend, type TemporaryBackend } from './temporary-backend.ts';

/* What intake makes of the sample study's pictures when their names are wrong or missing. */

let home: TemporaryBackend;
let sample: Readonly<Record<Modality, string>>;

let sampleFolder: string;
beforeAll(async () => {
  sampleFolder = await mkdtemp(join(tmpdir(), 'glioscope-findings-'));
  const [t1n = '', t1c = '', t2w = '', t2f = ''] = await writeSampleStudy(sampleFolder);
  sample = { t1n, t1c, t2w, t2f };
});
afterAll(() => rm(sampleFolder, { recursive: true, force: true }));
beforeEach(async () => {
  home = await openTemporaryBackend();
});
afterEach(() => home.dispose());

async function copyAs(names: Readonly<Record<string, Modality>>): Promise<string> {
  const folder = join(home.directory, 'given');
  await mkdir(folder);
  for (const [name, modality] of Object.entries(names)) await copyFile(sample[modality], join(folder, name));
  return folder;
}

function slotsOf(draft: { files: readonly { name: string; slot: string | null }[] }): Record<string, string | null> {
  return Object.fromEntries(draft.files.map((file) => [file.name, file.slot]));
}

const exchanged = {
  'kim_t1.nii.gz': 't1c',
  'kim_t1ce.nii.gz': 't1n',
  'kim_t2.nii.gz': 't2w',
  'kim_flair.nii.gz': 't2f',
} as const;

test('exchanged names are found, shown, and put right on request; the study remembers', async () => {
  const draft = await openPaths(home.client, await copyAs(exchanged));
  const { draftId } = draft;
  expect(draft.isReady).toBe(true);
  expect(draft.findings).toMatchObject([{ kind: 'swapped', isKept: false }]);
  const finding = draft.findings[0]!;
  expect(finding.confidence).toBeGreaterThan(0.9);
  const [first, second] = await Promise.all(
    finding.files.map(({ fileId }) => home.backend.readBlob(thumbnailBlobId(draftId, finding.findingId, fileId))),
  );
  expect([first?.length, second?.length]).toEqual([thumbnailSize ** 2, thumbnailSize ** 2]);
  expect(Buffer.compare(first!, second!)).not.toBe(0);
  const applied = await home.client.intake.answerFinding({ draftId, findingId: finding.findingId, answer: 'apply' });
  expect(applied.findings).toEqual([]);
  expect(slotsOf(applied)).toMatchObject({ 'kim_t1.nii.gz': 't1c', 'kim_t1ce.nii.gz': 't1n' });
  expect(applied.files.find(({ slot }) => slot === 't1c')?.slotSource).toBe('content');
  const study = await home.client.intake.commit({ draftId, patientName: 'Kim' });
  expect((await home.client.studies.get({ studyId: study.studyId })).intakeNotes).toMatchObject([
    {
      kind: 'swapped',
      answer: 'applied',
      files: [{ fileName: 'kim_t1.nii.gz', slot: 't1n', suggestedSlot: 't1c' }, {}],
    },
  ]);
});

test('the choice of the user wins, and is recorded', async () => {
  const draft = await openPaths(home.client, await copyAs(exchanged));
  const { draftId } = draft;
  const findingId = draft.findings[0]?.findingId ?? '';
  const kept = await home.client.intake.answerFinding({ draftId, findingId, answer: 'keep' });
  expect(kept.findings).toMatchObject([{ findingId, isKept: true }]);
  expect(slotsOf(kept)).toEqual(slotsOf(draft));
  await expect(
    home.client.intake.answerFinding({ draftId, findingId: 'another', answer: 'keep' }),
  ).rejects.toMatchObject({ data: { code: 'not-found' } });
  const study = await home.client.intake.commit({ draftId, patientName: 'Kim' });
  expect(study.intakeNotes).toMatchObject([{ kind: 'swapped', answer: 'kept' }]);
});

test('a finding nobody answered does not stand in the way, and is recorded as that', async () => {
  const { draftId } = await openPaths(home.client, await copyAs(exchanged));
  const study = await home.client.intake.commit({ draftId, patientName: 'Kim' });
  expect(study.intakeNotes).toMatchObject([{ kind: 'swapped', answer: 'unanswered' }]);
});

test('files without telling names are placed by what they show', async () => {
  const names = {
    'series_001.nii.gz': 't2f',
    'series_002.nii.gz': 't1c',
    'series_003.nii.gz': 't2w',
    'series_004.nii.gz': 't1n',
  } as const;
  const draft = await openPaths(home.client, await copyAs(names));
  expect(slotsOf(draft)).toEqual(names);
  expect(new Set(draft.files.map(({ slotSource }) => slotSource))).toEqual(new Set(['content']));
  expect(draft).toMatchObject({ isReady: true, findings: [] });
});

test('a file emptied of its slot by the user stays where they put it when others come', async () => {
  const folder = await copyAs({ 'kim_t1.nii.gz': 't1n', 'kim_t1ce.nii.gz': 't1c', 'kim_t2.nii.gz': 't2w' });
  const draft = await openPaths(home.client, folder);
  const { draftId } = draft;
  const fileId = draft.files.find(({ slot }) => slot === 't2w')?.fileId ?? '';
  await home.client.intake.assign({ draftId, fileId, slot: null });
  const files = [{ kind: 'path' as const, path: sample.t2f }];
  const more = await home.client.intake.addFiles({ draftId, files });
  expect(more.files.find((file) => file.fileId === fileId)?.slot).toBeNull();
});

test('a Decathlon file becomes four, in its own order, and another order is noticed', async () => {
  const volumes = await Promise.all(
    (['t2f', 't1n', 't1c', 't2w'] as const).map((modality) => readNiftiFile(sample[modality])),
  );
  const join4 = (order: readonly number[]): Buffer => stackVolumes(order.map((index) => volumes[index]!));
  const folder = join(home.directory, 'given');
  await mkdir(folder);
  await writeFile(join(folder, 'BRATS_007.nii'), join4([0, 1, 2, 3]));
  const draft = await openPaths(home.client, folder);
  expect(slotsOf(draft)).toEqual({
    ...{ 'BRATS_007 (1 of 4).nii': 't2f', 'BRATS_007 (2 of 4).nii': 't1n' },
    ...{ 'BRATS_007 (3 of 4).nii': 't1c', 'BRATS_007 (4 of 4).nii': 't2w' },
  });
  expect(draft).toMatchObject({ suggestedPatientName: 'BRATS_007', isReady: true, findings: [] });
  const study = await home.client.intake.commit({ draftId: draft.draftId, patientName: 'D' });
  expect(study.labelConvention).toBe('msd');
  const stored = study.volumes.find(({ modality }) => modality === 't1c')!;
  const bytes = await home.backend.readBlob(stored.volumeId);
  const original = volumes[2]!.voxels;
  expect(Buffer.compare(bytes, new Uint8Array(original.buffer, original.byteOffset, original.byteLength))).toBe(0);

  await writeFile(join(folder, 'BRATS_007.nii'), join4([1, 2, 3, 0]));
  const odd = await openPaths(home.client, folder);
  expect(odd.findings).toMatchObject([{ kind: 'name-content-disagree' }]);
  expect((await parseNifti(await readFile(sample.t1n), 'x')).shape).toEqual(study.geometry.shape);
});
