import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Affine } from '#shared/domain/affine.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { gzipNifti, serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { slotFromName } from '../../src-main/intake/file-names.ts';
import { parseNifti, readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { openLibrary, type Library } from '../../src-main/library/library.ts';
import type { VolumeRecord } from '../../src-main/library/records.ts';
import { exportStudy, writeStudyExport } from '../../src-main/services/export-study.ts';
import { stackVolumes } from '../fixtures/four-volumes.ts';
import { noOracle, runOracle } from '../reference/nibabel.ts';
import { affine, openPaths, openTemporaryBackend, phantom, shape } from './temporary-backend.ts';

/* A study as files: what came in goes out, and what intake has placed elsewhere lies there. */

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-study-export-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Where an alignment has put T1: elsewhere than its header says, and turned a little. */
const registered: Affine = [-0.8, 0.75, 0, 3, -0.6, -1, 0, 14, 0, 0, 2, -11, 0, 0, 0, 1];

function inMetres(): Uint8Array {
  const affineInMetres = affine.map((value, index) => (index < 12 ? value / 1000 : value));
  const bytes = serialiseVolume({ ...phantom(1), affine: affineInMetres }, { description: '' });
  bytes[123] = 1; // NIFTI_UNITS_METER
  return bytes;
}

async function storeStudy(library: Library): Promise<Readonly<Record<Modality, Uint8Array>> & { studyId: string }> {
  const plain = (seed: number): Uint8Array => serialiseVolume(phantom(seed), { description: 'as it came' });
  const files = { t1n: plain(0), t1c: inMetres(), t2w: plain(2), t2f: await gzipNifti(plain(3)) };
  const changes: Partial<Record<Modality, Partial<VolumeRecord>>> = {
    t1n: { affine: registered, fileAffine: affine },
    t1c: { notes: [{ code: 'units-applied', params: { unit: 'm', edgeMm: 0.03 } }] },
  };
  const volumes: VolumeRecord[] = [];
  for (const modality of modalities) {
    const { sha256 } = await library.files.addBytes(Buffer.from(files[modality]));
    volumes.push({
      ...{ volumeId: randomUUID(), modality, fileName: `${modality}.nii`, fileSha256: sha256, sizeBytes: 1 },
      ...{ dataType: 'int16', slope: 1, intercept: 0, minimum: 0, maximum: 1, window: { low: 0, high: 1 } },
      ...{ shape, affine, notes: [], ...changes[modality] },
    });
  }
  const studyId = randomUUID();
  await library.addStudy({
    ...{ studyId, patientName: '김 */ 환자', createdAt: new Date().toISOString(), labelConvention: 'brats-2018' },
    ...{ geometry: { shape, affine }, volumes, reference: null, intakeNotes: [] },
  });
  return { ...files, studyId };
}

const labels = Uint8Array.from({ length: 24 * 20 * 16 }, (_, index) => index % 4);

const brainMask = labels.map((label) => (label === 2 ? 0 : 1));

async function storeResult(library: Library, studyId: string, isExtracted = false): Promise<string> {
  const { sha256 } = await library.labelMaps.addBytes(labels);
  const { sha256: maskSha256 } = await library.labelMaps.addBytes(brainMask);
  const found = { maskId: randomUUID(), maskSha256, volumeMl: 1, modelId: 'b', modelName: 'B', modelVersion: '1' };
  const resultId = randomUUID();
  await library.addResult({
    ...{ resultId, studyId, labelMapId: randomUUID(), labelMapSha256: sha256, createdAt: new Date().toISOString() },
    ...{ modelId: 'm', modelVersion: '1', modelSha256: '', engine: 'e', provider: 'p', appVersion: '0', durationMs: 1 },
    ...{ inputSha256: { t1n: '', t1c: '', t2w: '', t2f: '' }, settings: {}, name: null, fallbacks: [] },
    ...{ origin: { kind: 'network' }, tissuesMl: { ncr: 0, ed: 0, et: 0 }, uncertainty: null },
    brain: isExtracted ? { ...found, modelSha256: '', foundIn: ['t1c'] } : null,
  });
  return resultId;
}

const nibabelFacts = `
images = [nibabel.load(path) for path in args]
t1, t1ce, labels = images
print(json.dumps({
    'lengthsMm': [round(float(mm), 4) for mm in nibabel.affines.voxel_sizes(t1ce.affine)],
    'units': [image.header.get_xyzt_units()[0] for image in images],
    'sums': [int(np.asarray(image.dataobj).astype(np.int64).sum()) for image in images],
    'isOnT1ce': bool((labels.affine == t1ce.affine).all()) and labels.shape == t1ce.shape,
}))
`;

test('bytes as they came, except where intake has put an image elsewhere; the label map on the T1ce beside it', async () => {
  const library = await openLibrary(join(directory, 'data'));
  try {
    const study = await storeStudy(library);
    const resultId = await storeResult(library, study.studyId);
    const wanted = { studyId: study.studyId, resultId, convention: 'brats-2018' } as const;
    const folder = await writeStudyExport(directory, await exportStudy(library, wanted));
    expect(basename(folder)).toBe('김_환자');
    expect((await readdir(folder)).sort()).toEqual([
      ...['김_환자_flair.nii.gz', '김_환자_seg.nii.gz', '김_환자_t1.nii.gz', '김_환자_t1ce.nii.gz', '김_환자_t2.nii'],
    ]);
    const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const exported = (ending: string): string => join(folder, `김_환자_${ending}`);
    expect(hashOf(await readFile(exported('t2.nii')))).toBe(hashOf(study.t2w));
    expect(hashOf(await readFile(exported('flair.nii.gz')))).toBe(hashOf(study.t2f));

    const t1 = await readNiftiFile(exported('t1.nii.gz'));
    expect(t1.voxels).toEqual(phantom(0).voxels);
    t1.affine.forEach((value, index) => expect(value).toBeCloseTo(registered[index] ?? NaN, 5));
    const t1ce = await readNiftiFile(exported('t1ce.nii.gz'));
    expect(t1ce).toMatchObject({ voxels: phantom(1).voxels, notes: [] });
    t1ce.affine.forEach((value, index) => expect(value).toBeCloseTo(affine[index] ?? NaN, 4));
    const labelMap = await readNiftiFile(exported('seg.nii.gz'));
    expect(labelMap.affine).toEqual(t1ce.affine);
    expect(Array.from(labelMap.voxels)).toEqual(Array.from(labels, (code) => (code === 3 ? 4 : code)));

    if (noOracle === null) {
      const seen = runOracle(nibabelFacts, [exported('t1.nii.gz'), exported('t1ce.nii.gz'), exported('seg.nii.gz')]);
      const sum = (voxels: Iterable<number>): number => Array.from(voxels).reduce((total, value) => total + value, 0);
      expect(seen).toEqual({
        lengthsMm: [1, 1.25, 2],
        units: ['mm', 'mm', 'mm'],
        sums: [sum(phantom(0).voxels), sum(phantom(1).voxels), sum(labelMap.voxels)],
        isOnT1ce: true,
      });
    }

    // what is there already is left alone
    const again = await writeStudyExport(directory, await exportStudy(library, { ...wanted, resultId: null }));
    expect(basename(again)).toBe('김_환자-2');
    expect(await readdir(again)).toHaveLength(4);
  } finally {
    await library.close();
  }
});

test('a file that has gone leaves no folder behind', async () => {
  const library = await openLibrary(join(directory, 'data'));
  try {
    const study = await storeStudy(library);
    await library.files.remove((await library.getStudy(study.studyId)).volumes[3]?.fileSha256 ?? '');
    const wanted = { studyId: study.studyId, resultId: null, convention: 'brats-2023' } as const;
    const out = join(directory, 'out');
    await expect(writeStudyExport(out, await exportStudy(library, wanted))).rejects.toMatchObject({
      code: 'storage-failed',
    });
    expect(await readdir(out)).toEqual([]);
    await expect(exportStudy(library, { ...wanted, resultId: 'of another study' })).rejects.toMatchObject({
      code: 'not-found',
    });
  } finally {
    await library.close();
  }
});

test('one file with four volumes goes out as four, which come in again by their names', async () => {
  const home = await openTemporaryBackend();
  try {
    const volumes = [0, 1, 2, 3].map(phantom);
    await writeFile(join(directory, 'BRATS_007.nii'), stackVolumes(volumes));
    const { draftId } = await openPaths(home.client, join(directory, 'BRATS_007.nii'));
    const { studyId } = await home.client.intake.commit({ draftId, patientName: 'Kim' });
    await mkdir(join(directory, 'out'));
    const wanted = { studyId, resultId: null, convention: 'brats-2023', directory: join(directory, 'out') } as const;
    const written = await home.client.studies.exportTo(wanted);
    const draft = await openPaths(home.client, written.directory);
    expect(Object.fromEntries(draft.files.map(({ name, slot, slotSource }) => [name, [slot, slotSource]]))).toEqual({
      'Kim-t1n.nii': ['t1n', 'name'],
      'Kim-t1c.nii': ['t1c', 'name'],
      'Kim-t2w.nii': ['t2w', 'name'],
      'Kim-t2f.nii': ['t2f', 'name'],
    });
    expect(draft.isReady).toBe(true);
    const flair = await parseNifti(await readFile(join(written.directory, 'Kim-t2f.nii')), 'x');
    expect(flair).toMatchObject({ shape, affine, voxels: volumes[0]?.voxels });
    await expect(home.client.studies.exportTo({ ...wanted, directory: 'relative' })).rejects.toMatchObject({
      data: { code: 'invalid-request' },
    });
  } finally {
    await home.dispose();
  }
});

test('what was taken as brain goes along, on the T1ce beside it, and comes back as nobody’s label map', async () => {
  const library = await openLibrary(join(directory, 'data'));
  try {
    const { studyId } = await storeStudy(library);
    const resultId = await storeResult(library, studyId, true);
    const wanted = { studyId, resultId, convention: 'brats-2023' } as const;
    const folder = await writeStudyExport(directory, await exportStudy(library, wanted));
    const names = await readdir(folder);
    expect(names).toContain('김_환자_brain_mask.nii.gz');
    const mask = await readNiftiFile(join(folder, '김_환자_brain_mask.nii.gz'));
    expect(Array.from(mask.voxels)).toEqual(Array.from(brainMask));
    expect(mask.affine).toEqual((await readNiftiFile(join(folder, '김_환자-t1c.nii.gz'))).affine);
    expect(slotFromName('김_환자_brain_mask.nii.gz')).not.toBe('reference');
  } finally {
    await library.close();
  }
});
