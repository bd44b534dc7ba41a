import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modalities, modalityEntries, perModality, type Modality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { findCases, noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { axisAlignedGeometry } from '../../tests/reference/orientations.ts';
import { readNiftiFile } from '../imaging/nifti-read.ts';
import { slotFromName } from '../intake/file-names.ts';
import { readModelPackage } from './model-package.ts';
import { prepareStudy } from './prepare-study.ts';
import type { InferenceCommand } from './segmentation.ts';

const model = await readModelPackage(resolve(import.meta.dirname, '../../models/previous/first-unet'));

/** How the network was fed in training, by numpy, for a study stored LPS; prints how far our tensor is from that. */
const oracle = `
ours = np.fromfile(args[0], np.float32).reshape([4, *json.loads(args[1])])
volumes = [nibabel.load(path).get_fdata() for path in args[2:]]
inside = np.any([v != 0 for v in volumes], axis=0)
corners = np.argwhere(inside)
box = tuple(slice(a, b) for a, b in zip(corners.min(0), corners.max(0) + 1))
largest = 0.0
for channel, v in enumerate(volumes):
    v = v[box]; brain = v != 0
    low, high = np.percentile(v[brain], [0.05, 99.95]); c = np.clip(v, low, high)
    z = np.where(brain, (c - c[brain].mean()) / c[brain].std(), 0)
    z = np.pad(z, [(0, -n % 16) for n in z.shape])
    largest = max(largest, float(np.abs(z - ours[channel]).max()))
print(json.dumps(largest))`;

function volumeOf(values: Int16Array<ArrayBuffer>): Volume {
  const geometry = axisAlignedGeometry('LPS', [2, 2, 2], [1, 1, 1]);
  return { ...geometry, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels: values };
}

const inputs: InferenceCommand['inputs'] = {
  t1n: { path: '', fileName: 'a' },
  t1c: { path: '', fileName: 'b' },
  t2w: { path: '', fileName: 'c' },
  t2f: { path: '', fileName: 'd' },
};

describe('prepareStudy', () => {
  test('lets go of each volume once it is in the tensor', () => {
    const volumes = new Map<Modality, Volume>(
      modalities.map((modality) => [modality, volumeOf(Int16Array.from([0, 1, 2, 3, 4, 5, 6, 7]))]),
    );
    const steps: string[] = [];
    prepareStudy(volumes, { inputs, model }, (done) => steps.push(`${done}: ${volumes.size} left`));
    expect(steps).toEqual(['1: 3 left', '2: 2 left', '3: 1 left', '4: 0 left']);
  });

  test.each([
    ['nothing but zeros', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['a single value', [9, 9, 0, 9, 9, 9, 0, 9]],
  ])('%s is no brain, and the file is named', (_, values) => {
    const volumes = new Map<Modality, Volume>(
      modalities.map((modality) => [
        modality,
        volumeOf(Int16Array.from(modality === 't1c' ? values : [0, 1, 2, 3, 4, 5, 6, 7])),
      ]),
    );
    expect(() => prepareStudy(volumes, { inputs, model }, () => undefined)).toThrow(
      expect.objectContaining({ code: 'no-brain', params: { file: 'b', modality: 'T1ce' } }) as Error,
    );
  });

  test.each(['t1n', 't2w', 't2f'] as const)(
    'without %s its channel is 0, and the others are as they were',
    (absent) => {
      const volumesOf = (names: readonly Modality[]): Map<Modality, Volume> =>
        new Map(names.map((modality, seed) => [modality, volumeOf(Int16Array.from([0, 1, 2, 3, 4, 5, 6, 7 + seed]))]));
      const whole = volumesOf(modalities);
      const fewer = new Map([...whole].filter(([modality]) => modality !== absent));
      const given = perModality(modalityEntries(inputs).filter(([modality]) => modality !== absent));
      const steps: number[] = [];
      const prepared = prepareStudy(fewer, { inputs: given, model }, (done) => steps.push(done));
      const { tensor, grid } = prepareStudy(whole, { inputs, model }, () => undefined);
      const size = voxelCount(grid.padded);
      const channel = model.manifest.input.channels.indexOf(absent);
      expect(tensor.subarray(channel * size, (channel + 1) * size).some((value) => value !== 0)).toBe(true);
      tensor.fill(0, channel * size, (channel + 1) * size);
      expect(prepared.tensor).toEqual(tensor);
      expect(prepared.grid).toEqual(grid);
      expect(steps).toEqual([1, 2, 3, 4]);
    },
  );

  const cases = findCases('labelled');
  test.skipIf(noOracle !== null || cases === null)(
    'a real study becomes the tensor numpy makes of it',
    async () => {
      const directory = join(cases!, (await readdir(cases!))[1]!);
      const names = await readdir(directory);
      const paths = modalities.map((modality) =>
        join(
          directory,
          names.find((name) => slotFromName(name) === modality)!,
        ),
      );
      const volumes = new Map<Modality, Volume>(
        await Promise.all(
          modalities.map(async (modality, index) => [modality, await readNiftiFile(paths[index]!)] as const),
        ),
      );
      const { tensor, grid } = prepareStudy(volumes, { inputs, model }, () => undefined);
      expect(tensor).toHaveLength(4 * voxelCount(grid.padded));
      const scratch = await mkdtemp(join(tmpdir(), 'glioscope-tensor-'));
      try {
        const raw = join(scratch, 'tensor.raw');
        await writeFile(raw, tensor);
        expect(runOracle(oracle, [raw, JSON.stringify(grid.padded), ...paths])).toBeLessThan(1e-5);
      } finally {
        await rm(scratch, { recursive: true });
      }
    },
    120_000,
  );
});
