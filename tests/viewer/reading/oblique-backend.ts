import type { Result, Study } from '#shared/contract/index.ts';
import { modalities } from '#shared/domain/modality.ts';
import { createFakeBackend, type FakeBackend } from '../../../src-renderer/testing/fake-connection.ts';
import { testResult, testStudy, testVolume } from '../../../src-renderer/testing/fixtures.ts';
import { affineOf, gridOf, rangeOf, scaleOf, studyBlobs, studyGrid } from './oblique-study.ts';

export const studyId = 'study-1';

/** A backend in memory that holds the oblique study: four modalities on grids of their own, a result, a reference. */
export function createObliqueBackend(): FakeBackend {
  const backend = createFakeBackend([obliqueStudy()]);
  for (const [blobId, bytes] of studyBlobs()) backend.blobs.set(blobId, bytes);
  return backend;
}

function obliqueStudy(): Study {
  const noVolumes = { tissuesMl: { ncr: 0, ed: 0, et: 0 }, regionsMl: { wt: 0, tc: 0, et: 0 } };
  return testStudy({
    geometry: { shape: studyGrid.shape, affine: affineOf(studyGrid) },
    volumes: modalities.map((modality) => ({
      ...testVolume(modality),
      ...scaleOf[modality],
      ...{ shape: gridOf[modality].shape, affine: affineOf(gridOf[modality]), window: rangeOf(modality) },
    })),
    reference: { labelMapId: 'labels-reference', fileName: 'kim_seg.nii.gz', ...noVolumes },
    hasReference: true,
    results: [resultWithUncertainty()],
  });
}

function resultWithUncertainty(): Result {
  const range = { low: 0, high: 1 };
  return testResult('result', {
    labelMapId: 'labels-result',
    uncertainty: {
      ...{ mapId: 'uncertainty', passes: 1, places: [], unlistedPlaces: 0 },
      rangesMl: { wt: range, tc: range, et: range },
      expected: null,
    },
  });
}
