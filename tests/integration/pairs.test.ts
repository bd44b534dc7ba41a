import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileRef } from '#shared/contract/index.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { openTemporaryBackend, phantom, storedNames, type TemporaryBackend } from './temporary-backend.ts';

let home: TemporaryBackend;
beforeEach(async () => {
  home = await openTemporaryBackend();
});
afterEach(() => home.dispose());

function upload(name: string, bytes: Uint8Array): Promise<FileRef> {
  return home.backend.acceptUpload(
    name,
    (async function* () {
      yield await Promise.resolve(bytes);
    })(),
  );
}

/** The two files of a pair, one after the other. */
function pairOf(seed: number): readonly [header: Uint8Array, image: Uint8Array] {
  const single = serialiseVolume(phantom(seed), { description: '' });
  const header = Uint8Array.from(single.subarray(0, 348));
  header.set(Buffer.from('ni1\0'), 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  return [header, single.subarray(352)];
}

test('pairs uploaded half by half become a study whose volumes are those of single files', async () => {
  const names = ['case_t1', 'case_t1ce', 'case_t2', 'case_flair'];
  const headers: FileRef[] = [];
  const images: FileRef[] = [];
  for (const [seed, name] of names.entries()) {
    const [header, image] = pairOf(seed);
    headers.push(await upload(`${name}.hdr`, header));
    images.push(await upload(`${name}.img`, image));
  }
  const halves = await home.client.intake.open({ files: headers });
  expect(halves.files.map(({ failure }) => failure?.params)).toEqual(
    names.map((name) => ({ file: `${name}.hdr`, other: `${name}.img`, reason: 'pair-missing' })),
  );
  const draft = await home.client.intake.addFiles({ draftId: halves.draftId, files: images });
  expect(draft.files.map(({ name, slot, failure }) => [name, slot, failure])).toEqual([
    ['case_t1.hdr', 't1n', null],
    ['case_t1ce.hdr', 't1c', null],
    ['case_t2.hdr', 't2w', null],
    ['case_flair.hdr', 't2f', null],
  ]);
  const study = await home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' });
  expect(await storedNames(home)).toHaveLength(4);
  for (const [seed, { volumeId }] of study.volumes.entries()) {
    const bytes = await home.backend.readBlob(volumeId);
    expect(Buffer.from(bytes).equals(Buffer.from(phantom(seed).voxels.buffer))).toBe(true);
  }
});
