import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modalities, modalityEntries, perModality } from '#shared/domain/modality.ts';
import { noisyStudy, segmentationOracle, type AllInputs } from '../../tests/fixtures/noisy-study.ts';
import { writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { runSegmentation, type SegmentationOptions } from './run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from './segmentation.ts';

const processEntry = new URL('./inference-process.ts', import.meta.url);
const signal = new AbortController().signal;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-absent-'));
});
afterAll(() => rm(directory, { recursive: true }));

function run(request: SegmentationRequest, options: Partial<SegmentationOptions> = {}): Promise<SegmentationOutcome> {
  return runSegmentation(request, { processEntry, signal, onProgress: () => undefined, ...options });
}

test.skipIf(noOracle).each(['t1n', 't2f'] as const)(
  'without %s: every voxel as numpy has it of a channel of zeros',
  async (absent) => {
    const model = await writeTinyModel(directory, 'neighbours');
    const inputs = await noisyStudy(directory, 'RAS');
    const given = modalityEntries(inputs).filter(([modality]) => modality !== absent);
    const { labels } = await run({ model, inputs: perModality(given) });
    const named = await Promise.all(
      modalities.map(async (modality) => {
        if (modality === absent) return '';
        const path = join(directory, `without-${absent}-${modality}.nii`);
        await copyFile(inputs[modality].path, path);
        return path;
      }),
    );
    const expected = runOracle(segmentationOracle, named) as number[];
    // one of the tissues hangs on that channel alone
    expect(new Set(expected).size).toBe(3);
    expect([...labels]).toEqual(expected);
  },
);

test('a model that was not measured without a modality is not run without it; none without T1ce or without two', async () => {
  const forkProcess = (): never => expect.unreachable('a process was started');
  const tiny = await writeTinyModel(directory, 'neighbours');
  const { t1n, t1c, t2w, t2f } = await noisyStudy(directory, 'LPS');
  const refused = (inputs: SegmentationRequest['inputs'], model = tiny) =>
    run({ model, inputs }, { forkProcess }).then(
      () => expect.unreachable('it was segmented'),
      (error: unknown) => error,
    );
  expect(await refused({ t1n, t1c, t2f })).toMatchObject({
    code: 'model-needs-modality',
    params: { model: 'Tiny', modalities: 'T2' },
  });
  expect(await refused({ t1c, t2w })).toMatchObject({ params: { modalities: 'T1, FLAIR' } });
  // what the types forbid
  // holds for no caller of ours: what is refused is what a folder may hold
  expect(await refused({ t1n, t2w, t2f } as unknown as AllInputs)).toMatchObject({ params: { modalities: 'T1ce' } });
  const silent = await writeTinyModel(directory, 'neighbours', {
    training: { summary: 'not measured', cases: 1, steps: 1 },
  });
  expect(await refused({ t1n, t1c, t2w }, silent)).toMatchObject({ params: { modalities: 'FLAIR' } });
});
