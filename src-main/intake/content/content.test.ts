import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { multiplyAffines } from '#shared/domain/affine.ts';
import { isModality, modalities, spareModalities, type Modality } from '#shared/domain/modality.ts';
import { rigidAbout } from '#shared/domain/rigid.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';
import { createSampleStudy } from '../../sample/sample-study.ts';
import { slotFromName } from '../file-names.ts';
import { arrangements, rankAssignments } from './classifier.ts';
import { findFindings, type ExaminedFile, type Finding } from './findings.ts';
import { placeByContent } from './misplaced.ts';
import { foregroundMl, sketchVolume, type Sketch } from '../../imaging/sketch.ts';
import { describeImages } from './study-features.ts';

const casesFolder = process.env['GLIOSCOPE_CASES'] ?? join(import.meta.dirname, '../../../../shared/cases');

function examined(sketches: Readonly<Record<Modality, Sketch>>, named: readonly Modality[]): ExaminedFile[] {
  return modalities.map((modality, index) => ({
    ...{ fileId: modality, slot: named[index] ?? null, sha256: modality, geometry: null, isLabelMap: false },
    sketch: sketches[modality],
  }));
}

/** Voxels turned about along the first axis, affine unchanged: what a careless converter does. */
function mirrorVoxels(volume: Volume): Volume {
  const [width] = volume.shape;
  const voxels = volume.voxels.slice();
  for (let row = 0; row < voxels.length; row += width) voxels.subarray(row, row + width).reverse();
  return { ...volume, voxels };
}

/** Slots after every finding was followed. */
function corrected(files: readonly ExaminedFile[], findings: readonly Finding[]): Record<string, string | null> {
  const moved = new Map(findings.flatMap((finding) => finding.files).map((file) => [file.fileId, file.suggestedSlot]));
  return Object.fromEntries(files.map(({ fileId, slot }) => [fileId, moved.get(fileId) ?? slot]));
}

const truth = Object.fromEntries(modalities.map((modality) => [modality, modality]));

/** Every way to confuse four names, the right one first: false alarms and misses are both counted. */
function checkPermutations(sketches: Readonly<Record<Modality, Sketch>>): {
  alarms: number;
  caught: number;
  corrected: number;
} {
  const counts = { alarms: 0, caught: 0, corrected: 0 };
  for (const named of arrangements(modalities, 4)) {
    const files = examined(sketches, named);
    const findings = findFindings(files);
    if (named.every((slot, index) => slot === modalities[index])) counts.alarms += findings.length;
    else {
      if (findings.length > 0) counts.caught += 1;
      if (JSON.stringify(corrected(files, findings)) === JSON.stringify(truth)) counts.corrected += 1;
    }
  }
  return counts;
}

/** What is remarked on files under their right names when one modality is missing, each in turn. */
function alarmsWithout(sketches: Readonly<Record<Modality, Sketch>>): readonly Finding[] {
  const files = examined(sketches, modalities);
  return spareModalities.flatMap((missing) => findFindings(files.filter(({ slot }) => slot !== missing)));
}

function sketchesOf(volumes: Readonly<Record<Modality, Volume>>): Record<Modality, Sketch> {
  const sketch = (modality: Modality): Sketch => sketchVolume(volumes[modality])!;
  return { t1n: sketch('t1n'), t1c: sketch('t1c'), t2w: sketch('t2w'), t2f: sketch('t2f') };
}

describe('the sample study', () => {
  let volumes: Readonly<Record<Modality, Volume>>;
  let sketches: Record<Modality, Sketch>;
  beforeAll(() => {
    ({ volumes } = createSampleStudy());
    sketches = sketchesOf(volumes);
  });

  test('is right as it is, and every confusion of its names is corrected', () => {
    expect(checkPermutations(sketches)).toEqual({ alarms: 0, caught: 23, corrected: 23 });
  });

  test('with a modality missing nothing is moved to its slot', () => {
    expect(alarmsWithout(sketches)).toEqual([]);
  });

  test('two files exchanged are one finding about those two', () => {
    const [finding, ...others] = findFindings(examined(sketches, ['t1c', 't1n', 't2w', 't2f']));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'swapped', files: [{ suggestedSlot: 't1n' }, { suggestedSlot: 't1c' }] });
    const ring = findFindings(examined(sketches, ['t1c', 't2w', 't1n', 't2f']));
    expect(ring).toMatchObject([{ kind: 'name-content-disagree' }]);
    expect(ring[0]?.files).toHaveLength(3);
    const pairs = findFindings(examined(sketches, ['t1c', 't1n', 't2f', 't2w']));
    expect(pairs.map(({ kind }) => kind)).toEqual(['swapped', 'swapped']);
  });

  test('files without names are placed; not when a name contradicts the picture', () => {
    const unnamed = modalities.map((modality) => ({ fileId: modality, sketch: sketches[modality] }));
    expect(Object.fromEntries(placeByContent([], unnamed))).toEqual(truth);
    const wrong = { fileId: 't2w', sketch: sketches.t2w, modality: 't1n' as const };
    expect(
      placeByContent(
        [wrong],
        unnamed.filter(({ fileId }) => fileId !== 't2w'),
      ).size,
    ).toBe(0);
  });

  test.each(modalities)('%s alone mirrored is named, and only it', (modality) => {
    const mirrored = sketchVolume(mirrorVoxels(volumes[modality]))!;
    const findings = findFindings(examined({ ...sketches, [modality]: mirrored }, modalities));
    expect(findings).toMatchObject([{ kind: 'mirrored', files: [{ fileId: modality }] }]);
  });

  test('the same picture twice is named, whatever its intensities are scaled to', () => {
    const brighter = { ...volumes.t1n, scale: { slope: 3, intercept: 0 } };
    const twin = {
      ...volumes.t1n,
      voxels: Float32Array.from(brighter.voxels, (value) => (value === 0 ? 0 : value * 3)),
    };
    const copy = sketchVolume({ ...twin, dataType: 'float32' })!;
    const findings = findFindings(examined({ ...sketches, t1c: copy }, modalities));
    expect(findings[0]).toMatchObject({ kind: 'duplicate-content', files: [{ fileId: 't1n' }, { fileId: 't1c' }] });
  });

  test('neither scale nor storage order of the voxels changes the verdict', () => {
    const [x, y, z] = volumes.t2w.shape;
    const { affine } = volumes.t2w;
    // stored from the other end along y, with the affine that says so
    const turned = new Float32Array(x * y * z);
    for (let row = 0; row < y * z; row += 1) {
      const from = row % y;
      const to = (row - from + (y - 1 - from)) * x;
      for (let i = 0; i < x; i += 1) turned[to + i] = (volumes.t2w.voxels[row * x + i] ?? 0) * 0.01;
    }
    const origin = [0, 1, 2].map((r) => (affine[r * 4 + 3] ?? 0) + (affine[r * 4 + 1] ?? 0) * (y - 1));
    const stored = affine.map((value, index) => {
      if (index % 4 === 1) return -value;
      return index % 4 === 3 && index < 12 ? (origin[(index - 3) / 4] ?? 0) : value;
    });
    const sketch = sketchVolume({ ...volumes.t2w, dataType: 'float32', voxels: turned, affine: stored })!;
    expect(sketch.size).toEqual(sketches.t2w.size);
    expect(findFindings(examined({ ...sketches, t2w: sketch }, modalities))).toEqual([]);
  });
});

describe('files of two patients', () => {
  const { volumes, geometry } = createSampleStudy();
  const sketches = sketchesOf(volumes);
  /** The same head wider by an eighth and shorter by as much: another brain, by its outline alone. */
  function stretched(volume: Volume, by: number): Sketch {
    const stretch = [by, 0, 0, 0, 0, 1 / by, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    return sketchVolume({ ...volume, affine: multiplyAffines(stretch, geometry.affine) })!;
  }

  test('are told by the outlines of their brains, that of T1ce first', () => {
    const mixed = { ...sketches, t2w: stretched(volumes.t2w, 1.125), t2f: stretched(volumes.t2f, 1.125) };
    const [finding] = findFindings(examined(mixed, modalities));
    expect(finding).toMatchObject({ kind: 'two-patients', reason: 'other-brains', confidence: null });
    expect(finding?.files.map(({ fileId }) => fileId)).toEqual(['t1n', 't1c', 't2w', 't2f']);
    const alone = findFindings(examined({ ...sketches, t1n: stretched(volumes.t1n, 1.125) }, modalities));
    expect(alone[0]?.files.map(({ fileId }) => fileId)).toEqual(['t1c', 't2w', 't2f', 't1n']);
  });

  test('a brain that was stripped a little differently, or lies elsewhere, is no other', () => {
    const away = rigidAbout([0, 0, 0], { degrees: [8, 0, 5], order: 'zyx' }, [6, -8, 4]);
    const moved = sketchVolume({ ...volumes.t2f, affine: multiplyAffines(away, geometry.affine) })!;
    const kinds = (given: Record<Modality, Sketch>): readonly string[] =>
      findFindings(examined(given, modalities)).map(({ kind }) => kind);
    expect(kinds({ ...sketches, t2f: stretched(volumes.t2f, 1.02) })).not.toContain('two-patients');
    expect(kinds({ ...sketches, t2f: moved })).toEqual(['apart']);
  });

  test('an image that misses part of the brain is no other one', () => {
    const [x, y, z] = geometry.shape;
    const voxels = volumes.t2f.voxels.slice().fill(0, Math.round(z * 0.55) * x * y);
    const cut = sketchVolume({ ...volumes.t2f, voxels })!;
    const findings = findFindings(examined({ ...sketches, t2f: cut }, modalities));
    expect(findings.map(({ kind }) => kind)).not.toContain('two-patients');
  });

  test('are told by their names where their brains do not tell', () => {
    const files = examined(sketches, modalities).map((file, index) => ({
      ...file,
      name: index < 2 ? `kim_${file.fileId}.nii` : `lee_${file.fileId}.nii`,
    }));
    const findings = findFindings(files);
    expect(findings).toMatchObject([{ kind: 'two-patients', reason: 'other-names' }]);
    expect(findFindings(files.map((file) => ({ ...file, name: `kim_${file.fileId}.nii` })))).toEqual([]);
  });
});

describe('sketches', () => {
  test('an empty image, one of a single value and one that is not finite have none', () => {
    const volume = (value: number): Volume => ({
      ...{ shape: [40, 40, 40], affine: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] },
      ...{ dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels: new Float32Array(64000).fill(value) },
    });
    expect([0, 7, NaN].map((value) => sketchVolume(volume(value)))).toEqual([null, null, null]);
  });
});

const isHere = existsSync(join(casesFolder, 'labelled'));
if (!isHere) process.stdout.write(`skipped: content of real studies, there is no ${join(casesFolder, 'labelled')}\n`);

describe.skipIf(!isHere)('real studies the classifier has not seen', () => {
  const folders = isHere
    ? ['labelled', 'unlabelled'].flatMap((group) =>
        readdirSync(join(casesFolder, group)).map((name) => join(casesFolder, group, name)),
      )
    : [];
  let previous: Record<Modality, Sketch> | null = null;
  test.each(folders.map((folder, index) => [index + 1, folder] as const))(
    'case %i: right as it is, all 23 confusions corrected, a mirrored file and one of another patient found',
    async (number, folder) => {
      const volumes: Partial<Record<Modality, Volume>> = {};
      for (const name of readdirSync(folder)) {
        const slot = slotFromName(name);
        if (slot !== null && isModality(slot)) volumes[slot] = await readNiftiFile(join(folder, name));
      }
      const { t1n, t1c, t2w, t2f } = volumes;
      const all = { t1n: t1n!, t1c: t1c!, t2w: t2w!, t2f: t2f! };
      const sketches = sketchesOf(all);
      expect(rankAssignments(describeImages(modalities.map((modality) => sketches[modality])))[0]?.modalities).toEqual(
        modalities,
      );
      expect(checkPermutations(sketches)).toEqual({ alarms: 0, caught: 23, corrected: 23 });
      expect(alarmsWithout(sketches)).toEqual([]);
      const stranger = previous;
      previous = sketches;
      if (stranger !== null) {
        const mixed = findFindings(examined({ ...sketches, t2w: stranger.t2w, t2f: stranger.t2f }, modalities));
        expect(mixed[0]).toMatchObject({ kind: 'two-patients', reason: 'other-brains' });
      }
      // one of the four per case, in turn: each costs seconds
      const modality = modalities[number % modalities.length] ?? 't1n';
      const mirrored = sketchVolume(mirrorVoxels(all[modality]))!;
      const findings = findFindings(examined({ ...sketches, [modality]: mirrored }, modalities));
      expect(findings.filter(({ kind }) => kind === 'mirrored')).toMatchObject([{ files: [{ fileId: modality }] }]);
    },
    60_000,
  );

  test('a study as scanned has turned heads, a skull and thick slices, and nothing is claimed about what it shows', async () => {
    const [name] = readdirSync(join(casesFolder, 'native'));
    const folder = join(casesFolder, 'native', name ?? '');
    const files: ExaminedFile[] = [];
    for (const file of readdirSync(folder)) {
      const image = await readNiftiFile(join(folder, file));
      const sketch = sketchVolume(image);
      expect(foregroundMl(sketch!)).toBeGreaterThan(2200);
      files.push({ fileId: file, slot: slotFromName(file), sha256: file, geometry: image, isLabelMap: false, sketch });
    }
    expect(findFindings(files).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['apart', null],
      ['unlike-training', 'skull'],
      ['unlike-training', 'thick-slices'],
    ]);
  });
});
