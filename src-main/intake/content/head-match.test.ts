import { beforeAll, describe, expect, test } from 'vitest';
import { invertAffine, multiplyAffines, transformPoint } from '#shared/domain/affine.ts';
import { displacementMm, rigidAbout, rotationDegrees } from '#shared/domain/rigid.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { createSampleStudy } from '../../sample/sample-study.ts';
import { isElsewhere, matchHeads, type HeadMatch } from './head-match.ts';
import { sketchVolume, type Sketch } from '../../imaging/sketch.ts';

let fixed: Sketch;
let flair: Volume;
let centreMm: Vec3;

beforeAll(() => {
  const { volumes, geometry } = createSampleStudy();
  flair = volumes.t2f;
  fixed = sketchOf(volumes.t1c);
  centreMm = transformPoint(
    geometry.affine,
    mapAxes((axis) => (geometry.shape[axis] - 1) / 2),
  );
}, 240_000);

function sketchOf(volume: Volume): Sketch {
  const sketch = sketchVolume(volume);
  if (sketch === null) throw new Error('nothing to see');
  return sketch;
}

function matchMoved(degrees: Vec3, shiftMm: Vec3): { match: HeadMatch | null; restDegrees: number; restMm: number } {
  const away = rigidAbout(centreMm, { degrees, order: 'zyx' }, shiftMm);
  const match = matchHeads(fixed, sketchOf({ ...flair, affine: multiplyAffines(away, flair.affine) }));
  const rest = multiplyAffines(match?.transform ?? invertAffine(away), away);
  return { match, restDegrees: rotationDegrees(rest), restMm: displacementMm(rest, centreMm) };
}

describe('matchHeads', () => {
  test('modalities of one scan lie over each other', () => {
    const { match } = matchMoved([0, 0, 0], [0, 0, 0]);
    expect(match).not.toBeNull();
    expect(match !== null && isElsewhere(match)).toBe(false);
  });

  test.each([
    { degrees: [6, 0, 0], shiftMm: [0, 0, 0] },
    { degrees: [0, 0, 6], shiftMm: [0, 0, 0] },
    { degrees: [0, 0, 0], shiftMm: [0, 7, 0] },
    { degrees: [10, -6, 8], shiftMm: [9, -7, 10] },
  ] as { degrees: Vec3; shiftMm: Vec3 }[])(
    'turned by $degrees degrees, moved by $shiftMm mm',
    ({ degrees, shiftMm }) => {
      const { match, restDegrees, restMm } = matchMoved(degrees, shiftMm);
      expect(match !== null && isElsewhere(match)).toBe(true);
      // a look, not a registration
      expect(restDegrees).toBeLessThan(3);
      expect(restMm).toBeLessThan(3);
    },
    60_000,
  );

  test('fields of view with nothing in common say nothing', () => {
    const far = { ...flair, affine: flair.affine.with(11, (flair.affine[11] ?? 0) + 900) };
    expect(matchHeads(fixed, sketchOf(far))).toBeNull();
  });
});
