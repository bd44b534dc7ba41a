import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IntakeDraft, IntakeFile } from '#shared/contract/index.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import {
  commitSmallStudy,
  openPaths,
  openTemporaryBackend,
  watchToEnd,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

/* A folder as the UCSF-PDGM data set has them: two versions of each image, and a dozen images no slot takes. */

const name = 'UCSF-PDGM-0004';
const others = ['ADC', 'SWI', 'SWI_bias', 'DWI', 'DTI_eddy_FA', 'DTI_eddy_noreg', 'ASL', 'brain_segmentation'];

let home: TemporaryBackend;
beforeEach(async () => {
  home = await openTemporaryBackend();
});
afterEach(() => home.dispose());

/** Whole images under plain names; what is not needed is no image at all, so that opening it would be told. */
async function writeFolder(parent: string): Promise<string> {
  const folder = await writeSmallStudy(parent, name);
  const spellings = { t1: 'T1', t1ce: 'T1c', t2: 'T2', flair: 'FLAIR' };
  for (const [ours, theirs] of Object.entries(spellings)) {
    await rename(join(folder, `${name}_${ours}.nii`), join(folder, `${name}_${theirs}.nii`));
    await copyFile(join(folder, `${name}_${theirs}.nii`), join(folder, `${name}_${theirs}_bias.nii`));
  }
  for (const other of others) await writeFile(join(folder, `${name}_${other}.nii.gz`), 'not to be opened');
  return folder;
}

function fileOf({ files }: IntakeDraft, ending: string): IntakeFile {
  const file = files.find((each) => each.name === `${name}_${ending}`);
  if (file === undefined) throw new Error(`no ${ending}`);
  return file;
}

test('one version of each image is used, the rest and what no slot takes is set aside unopened, and nothing is in the way', async () => {
  const draft = await openPaths(home.client, await writeFolder(home.directory));
  expect(draft).toMatchObject({ isReady: true, problems: [], suggestedPatientName: name });
  const placed = draft.files.filter(({ slot }) => slot !== null);
  expect(placed.map((file) => [file.slot, file.name])).toEqual([
    ...[
      ['t2f', `${name}_FLAIR.nii`],
      ['t1n', `${name}_T1.nii`],
      ['t1c', `${name}_T1c.nii`],
      ['t2w', `${name}_T2.nii`],
    ],
  ]);
  const { fileId } = fileOf(draft, 'T1.nii');
  expect(fileOf(draft, 'T1_bias.nii').setAside).toEqual({ kind: 'version', usedFileId: fileId });
  for (const other of others) expect(fileOf(draft, `${other}.nii.gz`).setAside).toEqual({ kind: 'other-image' });
  expect(draft.files.filter(({ failure }) => failure !== null)).toEqual([]);
  const study = await home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' });
  expect(study.volumes.map(({ fileName }) => fileName)).not.toContain(`${name}_T1_bias.nii`);
});

test('the choice can be changed: the other version takes the slot, and the first one stands back', async () => {
  const draft = await openPaths(home.client, await writeFolder(home.directory));
  const { draftId } = draft;
  const { fileId } = fileOf(draft, 'T1c_bias.nii');
  const changed = await home.client.intake.assign({ draftId, fileId, slot: 't1c' });
  expect(fileOf(changed, 'T1c_bias.nii')).toMatchObject({ slot: 't1c', slotSource: 'user', dataType: 'int16' });
  expect(fileOf(changed, 'T1c.nii')).toMatchObject({ slot: null, setAside: { kind: 'version', usedFileId: fileId } });
  // the same picture twice is nothing to remark on where one of them is not used
  const remarked = changed.findings.flatMap(({ files }) => files.map((file) => file.fileId));
  expect(remarked).toContain(fileId);
  expect(remarked).not.toContain(fileOf(changed, 'T1c.nii').fileId);
  expect(changed.isReady).toBe(true);
  const seg = join(home.directory, 'notes.nii');
  await writeFile(seg, 'no image');
  const more = await home.client.intake.addFiles({ draftId, files: [{ kind: 'path', path: seg }] });
  expect(fileOf(more, 'T1c_bias.nii').slot).toBe('t1c');
  expect(fileOf(more, 'T1c.nii').slot).toBeNull();
  const study = await home.client.intake.commit({ draftId, patientName: 'Kim' });
  expect(study.volumes.map(({ fileName }) => fileName)).toContain(`${name}_T1c_bias.nii`);
});

test('where the version used is taken out of the draft, the other one takes its place', async () => {
  const draft = await openPaths(home.client, await writeFolder(home.directory));
  const { draftId } = draft;
  const without = await home.client.intake.removeFile({ draftId, fileId: fileOf(draft, 'T2.nii').fileId });
  expect(fileOf(without, 'T2_bias.nii')).toMatchObject({ slot: 't2w', setAside: null, dataType: 'int16' });
  expect(without.isReady).toBe(true);
});

test('a better version that comes later takes the slot, but not from the user', async () => {
  const folder = await writeFolder(home.directory);
  const paths = ['T1', 'T1c', 'T2_bias', 'FLAIR_bias'].map((each) => join(folder, `${name}_${each}.nii`));
  const draft = await openPaths(home.client, ...paths);
  const { draftId } = draft;
  await home.client.intake.assign({ draftId, fileId: fileOf(draft, 'FLAIR_bias.nii').fileId, slot: 't2f' });
  const files = ['T2', 'FLAIR'].map((each) => ({ kind: 'path' as const, path: join(folder, `${name}_${each}.nii`) }));
  const more = await home.client.intake.addFiles({ draftId, files });
  expect(fileOf(more, 'T2.nii').slot).toBe('t2w');
  expect(fileOf(more, 'T2_bias.nii').setAside?.kind).toBe('version');
  expect(fileOf(more, 'FLAIR_bias.nii').slot).toBe('t2f');
  expect(fileOf(more, 'FLAIR.nii').setAside?.kind).toBe('version');
});

test('an image that is missing is not made up from one of another kind', async () => {
  const folder = await writeFolder(home.directory);
  const paths = ['T1', 'T1c', 'T2'].map((each) => join(folder, `${name}_${each}.nii`));
  const adc = join(folder, `${name}_ADC.nii`);
  await copyFile(join(folder, `${name}_FLAIR.nii`), adc);
  const draft = await openPaths(home.client, ...paths, adc);
  expect(fileOf(draft, 'ADC.nii')).toMatchObject({ slot: null, setAside: { kind: 'other-image' }, dataType: null });
  expect(draft.problems).toMatchObject([{ code: 'missing-modality', params: { spare: 't2f' } }]);
});

test('in a folder of such folders each is a study with nothing in its way, and what it does without is named', async () => {
  const parent = join(home.directory, 'many');
  for (const folder of ['a', 'b']) {
    await mkdir(join(parent, folder), { recursive: true });
    await writeFolder(join(parent, folder));
  }
  const found = await home.client.batch.find({ kind: 'paths', paths: [parent] });
  expect(found.map(({ problems, files }) => [problems, files.length])).toEqual([
    [[], 4],
    [[], 4],
  ]);
  expect(found[0]?.setAside).toHaveLength(4 + others.length);
  expect(found[0]?.setAside).toContain(`${name}_FLAIR_bias.nii`);
});

/** A litre of `value` in a cube of 10 cm, and background around it. */
async function writeCube(path: string, value: number): Promise<void> {
  const voxels = new Uint8Array(12 ** 3);
  for (let index = 0; index < voxels.length; index += 1) {
    const place = [index % 12, Math.floor(index / 12) % 12, Math.floor(index / 144)];
    if (place.every((at) => at > 0 && at < 11)) voxels[index] = value;
  }
  const affine = [10, 0, 0, -60, 0, 10, 0, -60, 0, 0, 10, -60, 0, 0, 0, 1];
  const image = { shape: [12, 12, 12], affine, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels } as const;
  await writeFile(path, serialiseVolume(image, { description: 'test' }));
}

test.each([1, 255])(
  'a mask of the brain is no reference under the name mask, coded %i; it can be made one',
  async (value) => {
    const folder = await writeSmallStudy(home.directory, 'kim');
    await writeCube(join(folder, 'mask.nii'), value);
    const draft = await openPaths(home.client, folder);
    expect(draft).toMatchObject({ isReady: true, suggestedPatientName: 'kim' });
    const mask = draft.files.find((file) => file.name === 'mask.nii');
    expect(mask).toMatchObject({ slot: null, setAside: { kind: 'brain-mask' }, failure: null });
    const asked = { draftId: draft.draftId, fileId: mask?.fileId ?? '', slot: 'reference' } as const;
    const taken = await home.client.intake.assign(asked);
    expect(taken.files.find((file) => file.name === 'mask.nii')).toMatchObject({ slot: 'reference', setAside: null });
  },
);

test('a segmentation of ours is no reference under the name seg; it can be made one', async () => {
  const study = await commitSmallStudy(home, 'kim');
  const job = await home.client.jobs.start({ studyId: study.studyId, modelId: null });
  const resultId = (await watchToEnd(home.client, job.jobId)).at(-1)?.resultId ?? '';
  const folder = await writeSmallStudy(home.directory, 'lee');
  const path = join(folder, 'lee_seg.nii.gz');
  await home.client.results.exportTo({ resultId, convention: 'brats-2018', path });
  const draft = await openPaths(home.client, folder);
  const ours = draft.files.find((file) => file.name === 'lee_seg.nii.gz');
  expect(ours).toMatchObject({ slot: null, setAside: { kind: 'own-segmentation' } });
  const asked = { draftId: draft.draftId, fileId: ours?.fileId ?? '', slot: 'reference' } as const;
  const taken = await home.client.intake.assign(asked);
  expect(taken.files.find(({ name }) => name === 'lee_seg.nii.gz')).toMatchObject({
    slot: 'reference',
    setAside: null,
  });
});

test('the patient is named by the images, whatever a label map is called', async () => {
  const folder = await writeSmallStudy(home.directory, 'kim');
  await copyFile(join(folder, 'kim_t1.nii'), join(folder, 'truth.nii'));
  const draft = await openPaths(home.client, folder);
  expect(draft.suggestedPatientName).toBe('kim');
});
