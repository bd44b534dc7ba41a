import { mkdir, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studiesOfPaths } from './given-studies.ts';
import { findStudies, groupStudies, type FoundStudy, type LocatedFile } from './study-folders.ts';

/** Paths as they lie below the folder that is searched. */
function located(paths: readonly string[]): readonly LocatedFile[] {
  return paths.map((path) => {
    const folder = dirname(path) === '.' ? '' : dirname(path);
    return { folder, candidate: { name: basename(path), path: `/root/${path}`, sizeBytes: 1 } };
  });
}

/** Study name -> slots in the order of its files. */
function found(paths: readonly string[]): Readonly<Record<string, string>> {
  const studies = groupStudies(located(paths), 'root');
  return Object.fromEntries(studies.map(({ name, files }) => [name, files.map(({ slot }) => slot ?? '-').join(' ')]));
}

const four = ['t1', 't1ce', 't2', 'flair'];
const all = 't1n t1c t2w t2f';

describe('groupStudies', () => {
  test('one folder per case, in the order of their numbers; what is no study is left out', () => {
    const paths = ['case10', 'case9'].flatMap((name) => four.map((word) => `${name}/${name}_${word}.nii.gz`));
    const studies = groupStudies(located([...paths, 'masks/brain_mask.nii.gz', 'case9/case9_seg.nii.gz']), 'root');
    expect(studies.map(({ name }) => name)).toEqual(['case9', 'case10']);
    expect(studies[0]?.files.map(({ slot }) => slot)).toEqual(['t1n', 't1c', 't2w', 't2f', 'reference']);
  });

  test('all cases in one folder, by what their names begin with', () => {
    const flat = ['p1', 'p2'].flatMap((name) => four.map((word) => `${name}_${word}.nii`));
    expect(found(flat)).toEqual({ p1: all, p2: all });
    expect(found([...flat, 'p3_t1.nii'])).toEqual({ p1: all, p2: all, p3: 't1n' });
    expect(found([...flat, 'p1_brain.nii'])).toEqual({ p1: `${all} -`, p2: all });
  });

  test('BIDS: the name of the contrast agent belongs to the file, the visit to the study', () => {
    const names = (subject: string) =>
      ['T1w', 'ce-gadolinium_T1w', 'T2w', 'FLAIR'].map((word) => `${subject}_${word}.nii.gz`);
    expect(found([...names('sub-01'), ...names('sub-02')])).toEqual({ 'sub-01': all, 'sub-02': all });
    const visits = ['sub-01/ses-1/anat', 'sub-01/ses-2/anat'];
    expect(found(visits.flatMap((folder) => names('sub-01').map((name) => `${folder}/${name}`)))).toEqual({
      'ses-1': all,
      'ses-2': all,
    });
    const subjects = ['sub-01/ses-1', 'sub-02/ses-1', 'sub-02/ses-2'];
    const visitsOf = subjects.flatMap((folder) => four.map((word) => `${folder}/anat/${word}.nii`));
    expect(Object.keys(found(visitsOf))).toEqual(['sub-01', 'sub-02_ses-1', 'sub-02_ses-2']);
  });

  test('the folder itself is a study, and so is one with a folder per modality', () => {
    expect(found(four.map((word) => `${word}.nii`))).toEqual({ root: all });
    expect(found(four.map((word) => `${word}/kim_${word}.nii`))).toEqual({ root: all });
    const patients = ['a', 'b'].flatMap((name) => four.map((word) => `${name}/${word}/${word}.nii`));
    expect(found(patients)).toEqual({ a: all, b: all });
  });

  test('two patients with half a study each are never made one', () => {
    expect(found(['a/t1.nii', 'a/t1ce.nii', 'b/t2.nii', 'b/flair.nii'])).toEqual({ a: 't1n t1c', b: 't2w t2f' });
    expect(found(['a/a_t1.nii', 'b/b_t1ce.nii'])).toEqual({ a: 't1n', b: 't1c' });
  });

  test('a modality that is there twice stays in its study, to be told', () => {
    expect(found([...four.map((word) => `a/${word}.nii`), 'a/t2_tse.nii'])).toEqual({ a: 't1n t1c t2w t2w t2f' });
  });

  test('every file with a modality lands in exactly one study, and names differ where case does not count', () => {
    const part = fc.constantFrom('a', 'A', 'b', 'a_b', 'ses-1', 't1');
    const path = fc
      .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom('', 'kim_', 'Kim_', 'lee_'), fc.constantFrom(...four))
      .map(([folders, stem, word]) => [...folders, `${stem}${word}.nii`].join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), (paths) => {
        const studies = groupStudies(located(paths), 'root');
        const placed = studies.flatMap(({ files }) => files.map(({ candidate }) => candidate.path));
        expect(placed.toSorted()).toEqual(paths.map((each) => `/root/${each}`).toSorted());
        const names = studies.map(({ name }) => name.toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        expect(names.every((name) => name !== '' && !name.includes('/'))).toBe(true);
      }),
    );
  });
});

test('studies that are links to folders are found as folders are; circles, ways up and second ways in are not gone', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'glioscope-'));
  const [store, given] = [join(folder.path, 'store'), join(folder.path, 'given')];
  for (const path of [join(store, 'kim'), join(store, 'lee'), join(given, 'own')]) {
    await mkdir(path, { recursive: true });
    for (const word of four) await writeFile(join(path, `${word}.nii`), 'not an image');
  }
  await symlink(join(store, 'kim'), join(given, 'case-1'));
  await symlink(join(store, 'lee'), join(given, 'case-2'));
  await symlink(join(store, 'lee'), join(given, 'case-3'));
  await symlink(join(given, 'own'), join(given, 'a-second-name'));
  await symlink(given, join(given, 'own', 'circle'));
  await symlink(folder.path, join(given, 'up'));
  await symlink('/', join(given, 'root'));
  await symlink(join(store, 'kim'), join(store, 'lee', 'sideways'));
  await symlink(join(folder.path, 'nowhere'), join(given, 'broken'));
  const names = (studies: readonly FoundStudy[]): readonly string[] => studies.map(({ name }) => name);
  const found = await findStudies(given);
  expect(names(found)).toEqual(['case-1', 'case-2', 'own']);
  expect(found.map(({ files }) => files.length)).toEqual([4, 4, 4]);
  expect(found[0]?.files[0]?.candidate.path).toBe(join(given, 'case-1', 't1.nii'));
  // the window's way, and a folder that is itself a link
  expect(names(await studiesOfPaths([given]))).toEqual(['case-1', 'case-2', 'own']);
  await symlink(given, join(folder.path, 'link'));
  expect(names(await findStudies(join(folder.path, 'link')))).toEqual(['case-1', 'case-2', 'own']);
});

test('findStudies searches the disk four folders deep and opens nothing', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'glioscope-'));
  for (const word of four) {
    const path = join(folder.path, 'kim', '2024', 'mr', 'anat', `${word}.nii`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'not an image');
  }
  const [study, ...others] = await findStudies(folder.path);
  expect(study?.name).toBe('kim');
  expect(study?.files).toHaveLength(4);
  expect(others).toEqual([]);
});
