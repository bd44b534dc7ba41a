import { afterEach, expect, test } from 'vitest';
import { regions, type Region } from '#shared/domain/label-scheme.ts';
import type { Expectation, RegionRanges } from '#shared/domain/uncertainty.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { tinyManifest, writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { commitSmallStudy, openTemporaryBackend, watchToEnd, type TemporaryBackend } from './temporary-backend.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

test('a result says how sure it is, also after a restart; thorough takes the mean over mirrored passes', async () => {
  home = await openTemporaryBackend();
  const training = { summary: 'not trained', cases: 1, steps: 1, flips: ['left-right' as const] };
  const { sha256 } = await writeTinyModel(home.modelsDirectory, 'neighbours', { training, marking: 'expected-dice' });
  expect(tinyManifest('neighbours', sha256).training?.flips).toBeUndefined();
  expect(await home.client.models.list()).toMatchObject([{ modelId: 'neighbours', thoroughPasses: 2 }]);
  const { studyId, geometry } = await commitSmallStudy(home);

  for (const isThorough of [false, true]) {
    const { jobId } = await home.client.jobs.start({ studyId, modelId: null, isThorough });
    expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done', failure: null });
  }
  await home.restart();
  const { results } = await home.client.studies.get({ studyId });
  expect(results.map(({ uncertainty }) => uncertainty?.passes)).toEqual([2, 1]);
  for (const { uncertainty, regionsMl } of results) {
    expectPromise(uncertainty?.expected);
    expectRanges(uncertainty?.rangesMl, regionsMl);
    const map = await home.backend.readBlob(uncertainty?.mapId ?? '');
    expect(map).toHaveLength(voxelCount(geometry.shape));
    expect(map.some((value) => value > 0)).toBe(true);
  }

  // a removed result takes its map along
  const [newest] = results;
  await home.client.results.remove({ resultId: newest?.resultId ?? '' });
  await expect(home.backend.readBlob(newest?.uncertainty?.mapId ?? '')).rejects.toMatchObject({ code: 'not-found' });
});

/** A share for the whole tumour, and a threshold that is never below one in five. */
function expectPromise(expected: Expectation | null | undefined): void {
  expect(expected?.dice.wt).toBeGreaterThan(0);
  expect(expected?.dice.wt).toBeLessThanOrEqual(1);
  expect(expected?.markedFrom).toBeGreaterThanOrEqual(0.2);
}

function expectRanges(rangesMl: RegionRanges | undefined, regionsMl: Readonly<Record<Region, number>>): void {
  for (const region of regions) {
    const { low, high } = rangesMl?.[region] ?? { low: Infinity, high: -Infinity };
    expect(low).toBeLessThanOrEqual(regionsMl[region] + 1e-9);
    expect(high).toBeGreaterThanOrEqual(regionsMl[region] - 1e-9);
  }
}
