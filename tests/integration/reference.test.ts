import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Study } from '#shared/contract/index.ts';
import { multiplyAffines, voxelVolumeMl, type Affine } from '#shared/domain/affine.ts';
import { beginEdit, countVoxels } from '#shared/domain/edit/label-edit.ts';
import { internalLabels, labelConventionNames, labelConventions } from '#shared/domain/label-scheme.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { readNiftiFile, type NiftiImage } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { encodeLabelMap } from '../../src-main/services/export-result.ts';
import {
  affine,
  baseLabelMapId,
  commitSmallStudy,
  openPaths,
  openTemporaryBackend,
  shape,
  storedNames,
  type TemporaryBackend,
} from './temporary-backend.ts';

/* An expert's label map, or one that was corrected elsewhere, comes to a study that is in the library already. */

let temporary: TemporaryBackend;
let study: Study;

beforeEach(async () => {
  temporary = await openTemporaryBackend();
  study = await commitSmallStudy(temporary);
});
afterEach(() => temporary.dispose());

const codes = labelConventions['brats-2018'];
/** To the right. */
const aMillimetre: Affine = [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
/** Two tissues, in a corner each, coded as in BraTS 2018. */
const stored = Uint8Array.from({ length: voxelCount(shape) }, (_, index) =>
  index < 30 ? codes.et : index > voxelCount(shape) - 8 ? codes.ed : 0,
);

async function writeLabels(name: string, voxels = stored, at: Affine = affine): Promise<string> {
  const path = join(temporary.directory, name);
  const labels = { shape, affine: at, dataType: 'uint8' as const, scale: { slope: 1, intercept: 0 }, voxels };
  await writeFile(path, serialiseVolume(labels, { description: 'test' }));
  return path;
}

async function addReference(...paths: readonly string[]): Promise<Study> {
  const { draftId } = await openPaths(temporary.client, ...paths);
  return temporary.client.intake.commitReference({ draftId, studyId: study.studyId });
}

test('it is stored as it came, read in the codes it is written in, measured, and there after a restart', async () => {
  const before = await storedNames(temporary);
  const { reference, labelConvention } = await addReference(await writeLabels('mine.nii'));
  expect(reference?.fileName).toBe('mine.nii');
  expect(reference?.tissuesMl.et).toBeCloseTo(30 * voxelVolumeMl(affine), 6);
  expect(reference?.tissuesMl.ed).toBeCloseTo(7 * voxelVolumeMl(affine), 6);
  expect(labelConvention).toBe(study.labelConvention);
  expect((await storedNames(temporary)).length).toBe(before.length + 2);
  await temporary.restart();
  const again = await temporary.client.studies.get({ studyId: study.studyId });
  expect(again).toMatchObject({ hasReference: true, reference: { fileName: 'mine.nii' } });
  const bytes = await temporary.backend.readBlob(again.reference?.labelMapId ?? '');
  expect([bytes[0], bytes[29], bytes[30], bytes.at(-1)]).toEqual([
    internalLabels.et,
    internalLabels.et,
    0,
    internalLabels.ed,
  ]);
});

test('a name that speaks of another image does not matter: it was given as reference', async () => {
  const { reference } = await addReference(await writeLabels('case_adc.nii'));
  expect(reference?.tissuesMl.et).toBeGreaterThan(0);
});

test.each([
  [
    'lies a millimetre beside the grid',
    'geometry-mismatch',
    () => writeLabels('moved.nii', stored, multiplyAffines(aMillimetre, affine)),
  ],
  [
    'holds a value that is no label',
    'not-a-label-map',
    () =>
      writeLabels(
        'odd.nii',
        stored.map((code) => code * 7),
      ),
  ],
])('a file that %s is refused, and nothing of it stays', async (_, code, write) => {
  const before = await storedNames(temporary);
  const path = await write();
  await expect(addReference(path)).rejects.toMatchObject({ data: { code } });
  expect(await storedNames(temporary)).toEqual(before);
  expect((await temporary.client.studies.get({ studyId: study.studyId })).reference).toBeNull();
});

test('a segmentation of ours says how it is coded: that of a Decathlon study comes back as it went', async () => {
  const image: NiftiImage = await readNiftiFile(await writeLabels('grid.nii'));
  const inside = Uint8Array.from({ length: voxelCount(shape) }, (_, index) => (index < 5 ? 1 : index < 50 ? 2 : 0));
  for (const convention of labelConventionNames) {
    const path = join(temporary.directory, `${convention}.nii`);
    await writeFile(path, encodeLabelMap(inside, image.header, convention));
    // a name of the Decathlon's speaks for its own label maps only
    await rename(path, join(temporary.directory, 'BRATS_007.nii'));
    const { reference } = await addReference(join(temporary.directory, 'BRATS_007.nii'));
    expect(reference?.tissuesMl.ncr, convention).toBeCloseTo(5 * voxelVolumeMl(affine), 6);
    await temporary.client.studies.removeReference({ studyId: study.studyId });
  }
  const theirs = await addReference(await writeLabels('BRATS_008.nii', inside));
  expect(theirs.reference?.tissuesMl.ed).toBeCloseTo(5 * voxelVolumeMl(affine), 6);
});

test('one file at a time, and none over another', async () => {
  const [one, two] = [await writeLabels('one.nii'), await writeLabels('two.nii')];
  await expect(addReference(one, two)).rejects.toMatchObject({
    data: { code: 'reference-not-added', params: { reason: 'several', count: 2 } },
  });
  await addReference(one);
  await expect(addReference(two)).rejects.toMatchObject({
    data: { code: 'reference-not-added', params: { reason: 'taken' } },
  });
  const { reference } = await temporary.client.studies.get({ studyId: study.studyId });
  expect(reference?.fileName).toBe('one.nii');
});

test('removed, it goes from the disk with the mask in hand that began with it; a version made from it stays', async () => {
  const before = await storedNames(temporary);
  await addReference(await writeLabels('mine.nii'));
  const versionId = await saveVersionOfReference();
  await strokeOnReference();
  const { client } = temporary;
  const left = await client.studies.removeReference({ studyId: study.studyId });
  expect(left).toMatchObject({ reference: null, hasReference: false, corrections: [] });
  expect(left.results.map(({ resultId }) => resultId)).toEqual([versionId]);
  expect(left.results[0]?.origin).toMatchObject({ reference: { fileName: 'mine.nii' } });
  expect((await storedNames(temporary)).length).toBe(before.length + 1); // the version's label map
  // another one may take its place, and be corrected from its beginning
  await addReference(await writeLabels('other.nii'));
  await strokeOnReference();
});

test('a window that saw another reference, or one that is gone, has its strokes refused', async () => {
  const { reference } = await addReference(await writeLabels('mine.nii'));
  const { client } = temporary;
  await client.studies.removeReference({ studyId: study.studyId });
  const stroke = (): Promise<string> => strokeOnReference(reference?.labelMapId);
  await expect(stroke()).rejects.toMatchObject({ data: { code: 'edited-elsewhere' } });
  await addReference(await writeLabels('other.nii', stored.toReversed()));
  await expect(stroke()).rejects.toMatchObject({ data: { code: 'edited-elsewhere' } });
  expect((await client.studies.get({ studyId: study.studyId })).corrections).toEqual([]);
});

/** One voxel more of oedema, journalled. */
async function strokeOnReference(seenLabelMapId?: string): Promise<string> {
  const labels = Uint8Array.from(stored, (code) => (code === codes.et ? internalLabels.et : code));
  const edit = beginEdit(labels, countVoxels(labels));
  edit.set(500, internalLabels.ed);
  const correctionId = randomUUID();
  await temporary.client.corrections.append({
    ...{ studyId: study.studyId, correctionId, writerId: randomUUID(), knownLines: 0 },
    base: { kind: 'reference' },
    baseLabelMapId: seenLabelMapId ?? (await baseLabelMapId(temporary, study.studyId, { kind: 'reference' })),
    lines: [{ kind: 'edit', delta: [...edit.finish()] }],
  });
  return correctionId;
}

async function saveVersionOfReference(): Promise<string> {
  const correctionId = await strokeOnReference();
  const call = { correctionId, knownLines: 1, name: 'after mine' };
  return (await temporary.client.corrections.saveVersion(call)).resultId;
}
