import { describe, expect, test } from 'vitest';
import type { Geometry } from '#shared/domain/affine.ts';
import { modalities, type Slot } from '#shared/domain/modality.ts';
import { gridAround } from '../../tests/reference/regrid.ts';
import { assessStudy, type AssessedFile } from './assess-study.ts';

const grid: Geometry = { shape: [240, 240, 155], affine: [-1, 0, 0, 0, 0, -1, 0, 239, 0, 0, 1, 0, 0, 0, 0, 1] };

function file(slot: Slot | null, change: Partial<AssessedFile> = {}): AssessedFile {
  const name = slot ?? 'stray';
  return { fileId: `id-${name}`, name: `${name}.nii.gz`, slot, geometry: grid, failure: null, ...change };
}

const fourFiles = modalities.map((modality) => file(modality));

describe('assessStudy', () => {
  test('four modalities on one grid are a study, with or without a reference', () => {
    for (const files of [fourFiles, [...fourFiles, file('reference', { isLabelMap: true })]]) {
      expect(assessStudy(files)).toEqual({ fileFailures: new Map(), problems: [], absent: null, isReady: true });
    }
  });

  test('missing modalities are named as a radiologist names them', () => {
    const { problems, isReady } = assessStudy([file('t1n'), file('t2w')]);
    expect(problems).toEqual([{ code: 'missing-modality', params: { modalities: 'T1ce, FLAIR', count: 2 } }]);
    expect(isReady).toBe(false);
  });

  test.each(['t1n', 't2w', 't2f'] as const)('%s alone may be missing, once the user goes on without it', (missing) => {
    const files = fourFiles.filter(({ slot }) => slot !== missing);
    const undecided = assessStudy(files);
    expect(undecided).toMatchObject({ absent: missing, isReady: false });
    expect(undecided.problems).toMatchObject([{ code: 'missing-modality', params: { count: 1, spare: missing } }]);
    expect(assessStudy(files, missing)).toEqual({
      ...{ fileFailures: new Map(), problems: [], absent: missing, isReady: true },
    });
    const other = missing === 't1n' ? 't2w' : 't1n';
    expect(assessStudy(files, other)).toEqual(undecided);
  });

  test('T1ce may not be missing, nor two', () => {
    const withoutGrid = assessStudy(fourFiles.filter(({ slot }) => slot !== 't1c'));
    expect(withoutGrid).toMatchObject({ absent: null, isReady: false });
    expect(withoutGrid.problems).toEqual([{ code: 'missing-modality', params: { modalities: 'T1ce', count: 1 } }]);
    const two = assessStudy([file('t1c'), file('t1n')], 't2f');
    expect(two).toMatchObject({ absent: null, isReady: false });
    expect(two.problems).toHaveLength(1);
  });

  test('a file that cannot be read is not missing', () => {
    const failure = { code: 'not-an-image', params: { file: 't2f.nii.gz' } } as const;
    const files = fourFiles.map((each) => (each.slot === 't2f' ? { ...each, geometry: null, failure } : each));
    expect(assessStudy(files, 't2f')).toMatchObject({ absent: null, problems: [], isReady: false });
  });

  test('two files for one slot: each is told of the other', () => {
    const second = file('t1c', { fileId: 'second', name: 'second.nii.gz' });
    const { fileFailures, isReady } = assessStudy([...fourFiles, second]);
    expect(fileFailures).toEqual(
      new Map([
        [
          'id-t1c',
          { code: 'duplicate-modality', params: { file: 't1c.nii.gz', other: 'second.nii.gz', modality: 'T1ce' } },
        ],
        [
          'second',
          { code: 'duplicate-modality', params: { file: 'second.nii.gz', other: 't1c.nii.gz', modality: 'T1ce' } },
        ],
      ]),
    );
    expect(isReady).toBe(false);
  });

  test('a file that cannot be read keeps its own failure and fills its slot', () => {
    const failure = {
      code: 'truncated-file',
      params: { file: 't2w.nii.gz', expectedBytes: 2, actualBytes: 1 },
    } as const;
    const files = fourFiles.map((each) => (each.slot === 't2w' ? { ...each, geometry: null, failure } : each));
    const { fileFailures, problems, isReady } = assessStudy(files);
    expect(fileFailures).toEqual(new Map([['id-t2w', failure]]));
    expect(problems).toEqual([]);
    expect(isReady).toBe(false);
  });

  test.each([
    [
      'shape',
      { ...grid, shape: [256, 224, 26] },
      { reason: 'shape', actual: '256 x 224 x 26', expected: '240 x 240 x 155' },
    ],
    [
      'orientation',
      { ...grid, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
      { reason: 'orientation', actual: 'RAS', expected: 'LPS' },
    ],
    [
      'spacing',
      { ...grid, affine: [-1, 0, 0, 0, 0, -1, 0, 239, 0, 0, 1.5, 0, 0, 0, 0, 1] },
      { reason: 'spacing', actual: '1 x 1 x 1.5', expected: '1 x 1 x 1' },
    ],
    [
      'position',
      { ...grid, affine: [-1, 0, 0, 3, 0, -1, 0, 243, 0, 0, 1, 0, 0, 0, 0, 1] },
      { reason: 'position', distanceMm: 5 },
    ],
  ] as const)('a label map of another %s than T1ce is refused with what differs', (_name, geometry, params) => {
    const { fileFailures, isReady } = assessStudy([...fourFiles, file('reference', { geometry })]);
    expect([...fileFailures]).toEqual([
      [
        'id-reference',
        { code: 'geometry-mismatch', params: { file: 'reference.nii.gz', other: 't1c.nii.gz', ...params } },
      ],
    ]);
    expect(isReady).toBe(false);
  });

  test('modalities on grids of their own are a study where the headers put them together', () => {
    const oblique = gridAround(grid, { turnDegrees: [17, 0, 4], spacingMm: [0.9, 0.9, 5.5], size: [256, 224, 26] });
    const slab = gridAround(grid, { turnDegrees: [0, 0, 0], spacingMm: [1, 1, 2], size: [200, 200, 8] });
    const own = { t1n: { ...oblique, shape: [224, 256, 26] as const }, t2w: slab, t2f: oblique, t1c: grid };
    const files = modalities.map((modality) => file(modality, { geometry: own[modality] }));
    expect(assessStudy(files)).toMatchObject({ fileFailures: new Map(), problems: [], isReady: true });
  });

  test('a header that puts the head somewhere else is refused, and the file is named', () => {
    const far = { ...grid, affine: grid.affine.with(3, 200) };
    const files = fourFiles.map((each) => (each.slot === 't1n' ? { ...each, geometry: far } : each));
    const { fileFailures, isReady } = assessStudy(files);
    const params = { file: 't1n.nii.gz', other: 't1c.nii.gz', reason: 'apart' };
    expect([...fileFailures]).toEqual([['id-t1n', { code: 'geometry-mismatch', params }]]);
    expect(isReady).toBe(false);
  });

  test('rounding of the header is no other grid', () => {
    const affine = grid.affine.map((value) => value + 1e-6);
    const files = fourFiles.map((each) => (each.slot === 't2f' ? { ...each, geometry: { ...grid, affine } } : each));
    expect(assessStudy(files).isReady).toBe(true);
  });

  test('a file nobody can place is told so, and does not stand in the way', () => {
    const { fileFailures, isReady } = assessStudy([
      ...fourFiles,
      file(null, { geometry: { ...grid, shape: [9, 9, 9] } }),
    ]);
    expect([...fileFailures]).toEqual([['id-stray', { code: 'unknown-modality', params: { file: 'stray.nii.gz' } }]]);
    expect(isReady).toBe(true);
  });

  test('a reference that is an image, or lies elsewhere, is refused', () => {
    const image = assessStudy([...fourFiles, file('reference', { isLabelMap: false })]);
    expect(image.fileFailures.get('id-reference')).toMatchObject({ code: 'not-a-label-map' });
    expect(image.isReady).toBe(false);
    const elsewhere = assessStudy([...fourFiles, file('reference', { geometry: { ...grid, shape: [1, 2, 3] } })]);
    expect(elsewhere.fileFailures.get('id-reference')).toMatchObject({ code: 'geometry-mismatch' });
  });
});
