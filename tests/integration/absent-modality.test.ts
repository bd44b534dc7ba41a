import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IntakeDraft, JournalLine, Result, Study } from '#shared/contract/index.ts';
import { beginEdit, countVoxels } from '#shared/domain/edit/label-edit.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { SpareModality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import type { RegistrationRequest } from '../../src-main/registration/registration.ts';
import {
  baseLabelMapId,
  fileNames,
  openPaths,
  openTemporaryBackend,
  shape,
  watchToEnd,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

/* A study that lacks one of T1, T2 and FLAIR: gone on without only when the user says so, and never silently. */

let home: TemporaryBackend;
afterEach(() => home.dispose());

async function openWithout(...missing: readonly (keyof typeof fileNames)[]): Promise<IntakeDraft> {
  const folder = await writeSmallStudy(home.directory);
  for (const modality of missing) await rm(join(folder, fileNames[modality]));
  return openPaths(home.client, folder);
}

async function commitWithout(modality: SpareModality): Promise<Study> {
  const { draftId } = await openWithout(modality);
  await home.client.intake.goOnWithout({ draftId, modality });
  return home.client.intake.commit({ draftId, patientName: 'Kim' });
}

async function segment(studyId: string): Promise<Result> {
  const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
  expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done', failure: null });
  const [result] = (await home.client.studies.get({ studyId })).results;
  if (result === undefined) throw new Error('the job left no result');
  return result;
}

async function saveCorrection(studyId: string, base: MaskBase): Promise<Result> {
  const labels = new Uint8Array(voxelCount(shape));
  const edit = beginEdit(labels, countVoxels(labels));
  edit.set(4000, internalLabels.et);
  const lines: JournalLine[] = [{ kind: 'edit', delta: [...edit.finish()] }];
  const correctionId = randomUUID();
  await home.client.corrections.append({
    ...{ studyId, correctionId, base, writerId: randomUUID(), knownLines: 0, lines },
    baseLabelMapId: await baseLabelMapId(home, studyId, base),
  });
  return home.client.corrections.saveVersion({ correctionId, knownLines: 1, name: null });
}

describe('intake', () => {
  beforeEach(async () => {
    home = await openTemporaryBackend();
  });

  test('nothing is gone on without before the user says so, and the study has what there is', async () => {
    const draft = await openWithout('t2f');
    const { draftId } = draft;
    expect(draft).toMatchObject({ isReady: false, absence: { modality: 't2f', isAccepted: false } });
    await expect(home.client.intake.commit({ draftId, patientName: 'Kim' })).rejects.toMatchObject({
      data: { code: 'missing-modality', params: { modalities: 'FLAIR' } },
    });
    await expect(home.client.intake.goOnWithout({ draftId, modality: 't2w' })).rejects.toMatchObject({
      data: { code: 'not-found' },
    });
    const decided = await home.client.intake.goOnWithout({ draftId, modality: 't2f' });
    expect(decided).toMatchObject({ isReady: true, problems: [], absence: { modality: 't2f', isAccepted: true } });
    const undone = await home.client.intake.goOnWithout({ draftId, modality: null });
    expect(undone).toMatchObject({ isReady: false, absence: { isAccepted: false } });
    await home.client.intake.goOnWithout({ draftId, modality: 't2f' });
    const study = await home.client.intake.commit({ draftId, patientName: 'Kim' });
    expect(study.volumes.map(({ modality }) => modality)).toEqual(['t1n', 't1c', 't2w']);
    expect(study.modalities).toEqual(['t1n', 't1c', 't2w']);
    expect(study.intakeNotes).toContainEqual({
      ...{ kind: 'without', reason: null, answer: 'kept', confidence: null, modality: 't2f', files: [] },
    });
    await home.restart();
    expect(await home.client.studies.get({ studyId: study.studyId })).toEqual(study);
    expect(await home.client.studies.list()).toMatchObject([{ modalities: ['t1n', 't1c', 't2w'] }]);
  });

  test('the decision ends when the file comes, and does not come back when it goes', async () => {
    const { draftId } = await openWithout('t1n');
    await home.client.intake.goOnWithout({ draftId, modality: 't1n' });
    const other = await writeSmallStudy(home.directory, 'late');
    const files = [{ kind: 'path' as const, path: join(other, 'late_t1.nii') }];
    const whole = await home.client.intake.addFiles({ draftId, files });
    expect(whole).toMatchObject({ isReady: true, absence: null });
    const fileId = whole.files.find(({ slot }) => slot === 't1n')?.fileId ?? '';
    const again = await home.client.intake.removeFile({ draftId, fileId });
    expect(again).toMatchObject({ isReady: false, absence: { modality: 't1n', isAccepted: false } });
  });

  test.each([['t1c'], ['t2w', 't2f']] as const)('%s: refused as ever', async (...missing) => {
    const draft = await openWithout(...missing);
    expect(draft).toMatchObject({ isReady: false, absence: null, problems: [{ code: 'missing-modality' }] });
    for (const modality of ['t1n', 't2w', 't2f'] as const) {
      await expect(home.client.intake.goOnWithout({ draftId: draft.draftId, modality })).rejects.toMatchObject({
        data: { code: 'not-found' },
      });
    }
  });

  test('of a folder of studies the one that lacks a modality is imported only by its name', async () => {
    const cases = join(home.directory, 'cases');
    for (const name of ['kim', 'lee']) await writeSmallStudy(cases, name);
    await rm(join(cases, 'lee', 'lee_t2.nii'));
    const [kim, lee] = await home.client.batch.find({ kind: 'paths', paths: [cases] });
    expect(kim).toMatchObject({ problems: [], without: null });
    expect(lee).toMatchObject({ problems: [], without: 't2w' });
    const files = (lee?.files ?? []).flatMap(({ places }) => places.map((path) => ({ kind: 'path' as const, path })));
    const wanted = { files, patientName: 'lee', isTwinWanted: false };
    await expect(home.client.batch.import(wanted)).rejects.toMatchObject({ data: { code: 'missing-modality' } });
    const imported = await home.client.batch.import({ ...wanted, without: 't2w' });
    expect(imported).toMatchObject({ kind: 'imported' });
    expect(await home.client.batch.import({ ...wanted, without: 't2w' })).toMatchObject({ kind: 'there-already' });
    const [summary] = await home.client.studies.list();
    const study = await home.client.studies.get({ studyId: summary?.studyId ?? '' });
    expect(study.volumes).toHaveLength(3);
    // the decision is no remark on a picture
    const remarks = study.intakeNotes.filter(({ kind }) => kind !== 'without');
    expect(imported).toMatchObject({ remarkCount: remarks.length });
  });
});

test('heads are aligned that are there', async () => {
  let asked: RegistrationRequest | null = null;
  home = await openTemporaryBackend({
    runRegistration(request) {
      asked = request;
      const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
      const images = request.moving.map(({ modality }) => ({ modality, transform: identity }));
      return Promise.resolve({ images, peakMemoryBytes: 0, durationMs: 0 });
    },
  });
  const { draftId } = await openWithout('t2w');
  await home.client.intake.goOnWithout({ draftId, modality: 't2w' });
  for await (const event of await home.client.intake.align({ draftId })) {
    if (event.kind === 'done') expect(event.draft.alignment?.files).toHaveLength(2);
  }
  expect(asked).toMatchObject({ moving: [{ modality: 't1n' }, { modality: 't2f' }] });
  await home.client.intake.answerAlignment({ draftId, answer: 'accept' });
  expect((await home.client.intake.commit({ draftId, patientName: 'Kim' })).volumes).toHaveLength(3);
});

describe('segmentation', () => {
  beforeEach(async () => {
    home = await openTemporaryBackend();
  });

  test('a model that was measured so does without, the same each time; result, table and files say so', async () => {
    const { studyId } = await commitWithout('t2f');
    const estimate = await home.client.jobs.estimate({ studyId, modelId: null });
    expect(estimate?.durationMs).toBeGreaterThan(0);
    const first = await segment(studyId);
    const second = await segment(studyId);
    expect(first.without).toBe('t2f');
    expect(first.uncertainty?.rangesMl.wt.high).toBeGreaterThan(0);
    const labelsOf = ({ labelMapId }: Result): Promise<Uint8Array> => home.backend.readBlob(labelMapId);
    expect(Buffer.compare(await labelsOf(first), await labelsOf(second))).toBe(0);

    const corrected = await saveCorrection(studyId, { kind: 'result', resultId: first.resultId });
    expect(corrected.without).toBe('t2f');
    const { csv } = await home.client.batch.table({ studyIds: [studyId] });
    const [head = '', row = ''] = csv.split('\r\n');
    expect(row.split(',')[head.split(',').indexOf('without')]).toBe('FLAIR');
    const wanted = { studyId, resultId: first.resultId, convention: 'brats-2023' } as const;
    const { directory } = await home.client.studies.exportTo({ ...wanted, directory: join(home.directory, 'out') });
    expect((await readdir(directory)).sort()).toEqual(['Kim-seg.nii.gz', 'Kim-t1c.nii', 'Kim-t1n.nii', 'Kim-t2w.nii']);

    await home.backend.close();
    const library = await openLibrary(home.dataDirectory);
    const stored = await library.getResult(first.resultId);
    expect(stored.settings).toMatchObject({ without: 't2f' });
    expect(Object.keys(stored.inputSha256).sort()).toEqual(['t1c', 't1n', 't2w']);
    await library.close();
    await home.reopen();
  });

  test('a complete study says nothing of the kind', async () => {
    const { draftId } = await openWithout();
    const { studyId } = await home.client.intake.commit({ draftId, patientName: 'Kim' });
    expect((await segment(studyId)).without).toBeNull();
    expect((await home.client.batch.table({ studyIds: [studyId] })).csv).not.toContain('FLAIR');
  });

  test('a model that needs it starts nothing; the mask is drawn by hand', async () => {
    const { studyId } = await commitWithout('t2w');
    await expect(home.client.jobs.start({ studyId, modelId: null })).rejects.toMatchObject({
      data: { code: 'model-needs-modality', params: { model: 'Tiny', modalities: 'T2' } },
    });
    expect(await home.client.jobs.running({ studyId })).toBeNull();
    const drawn = await saveCorrection(studyId, { kind: 'empty' });
    expect(drawn).toMatchObject({ without: null, modelId: '' });
    expect(drawn.tissuesMl.et).toBeGreaterThan(0);
    const { bytes, fileName } = await home.backend.exportResult(drawn.resultId, 'brats-2018');
    expect(basename(fileName)).toBe('Kim_glioscope-seg-edited.nii.gz');
    expect(bytes.length).toBeGreaterThan(100);
  });
});
