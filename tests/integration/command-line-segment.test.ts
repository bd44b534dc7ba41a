import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import type { Geometry } from '#shared/domain/affine.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { writeSampleStudy } from '../../src-main/sample/write-sample-study.ts';
import { scanHead } from '../fixtures/head.ts';
import { stackVolumes } from '../fixtures/four-volumes.ts';
import { writeTinyExtraction } from '../fixtures/tiny-extraction.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { gridAround } from '../reference/regrid.ts';
import { useCommandLine } from './command-line-runner.ts';
import { affine, phantom, shape, writeSmallStudy } from './temporary-backend.ts';

const cli = useCommandLine();

describe('segment', () => {
  test('a folder in, a label map on the same grid out, in the convention of the names', async () => {
    await writeSmallStudy(cli.directory);
    const segment = ['segment', 'case', '--models-dir', cli.modelsDirectory];
    const first = await cli.run(...segment, '--out', 'made/seg.nii.gz');
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('Research use only');
    expect(first.output).toMatch(/Whole tumour +\d+\.\d\d mL/u);
    expect(first.output).toContain('brats-2018');
    expect(first.notes).toContain('Finding the tumour');
    const image = await readNiftiFile(join(cli.directory, 'made', 'seg.nii.gz'));
    expect(image).toMatchObject({ shape, affine, dataType: 'uint8' });
    const codes = new Set(image.voxels);
    expect(codes.has(3)).toBe(false);

    const named = { t1: 'case_t1', t1ce: 'case_t1ce', t2: 'case_t2', flair: 'case_flair' };
    const files = Object.entries(named).flatMap(([option, name]) => [`--${option}`, join('case', `${name}.nii`)]);
    const options = ['--models-dir', cli.modelsDirectory, '--convention', 'brats-2023', '--out', 'plain.nii'];
    expect(await cli.run('segment', ...files, ...options)).toMatchObject({ code: 0 });
    const plain = await readNiftiFile(join(cli.directory, 'plain.nii'));
    const recoded = Array.from(plain.voxels, (code) => (code === 3 ? 4 : code));
    expect(recoded).toEqual(Array.from(image.voxels));
    expect(await readdir(join(cli.directory, 'made'))).toEqual(['seg.nii.gz']);
  });

  test('what overlap a network expects is said where its probabilities were fitted, and nowhere else', async () => {
    await writeSmallStudy(cli.directory);
    const fitted = join(cli.directory, 'fitted');
    await writeTinyModel(fitted, 'neighbours', { marking: 'expected-dice' });
    const segment = ['segment', 'case', '--out', 'seg.nii.gz', '--models-dir'];
    expect((await cli.run(...segment, cli.modelsDirectory)).output).not.toContain('Expected overlap');
    const { output } = await cli.run(...segment, fitted);
    expect(output).toMatch(
      /^Expected overlap with an expert \(Dice\): WT [01]\.\d\d, TC ([01]\.\d\d|-), ET ([01]\.\d\d|-)$/mu,
    );
    const [plain, told] = await Promise.all(
      [cli.modelsDirectory, fitted].map(async (models) => cli.run(...segment, models, '--json')),
    );
    expect(JSON.parse(plain?.output ?? '')).toMatchObject({ uncertainty: { expected: null } });
    const dice: unknown = expect.any(Number);
    expect(JSON.parse(told?.output ?? '')).toMatchObject({
      uncertainty: { expected: { dice: { wt: dice }, markedFrom: dice } },
    });
  });

  test(
    'mixed up files: named on the way, stopped by --strict, put right by --trust-content',
    { timeout: 120_000 },
    async () => {
      const [t1 = '', t1ce = '', t2 = '', flair = ''] = await writeSampleStudy(join(cli.directory, 'sample'));
      const folder = join(cli.directory, 'mixed');
      await mkdir(folder);
      const given = { 'kim_t1.nii.gz': t1ce, 'kim_t1ce.nii.gz': t1, 'kim_t2.nii.gz': t2, 'kim_flair.nii.gz': flair };
      for (const [name, path] of Object.entries(given)) await copyFile(path, join(folder, name));
      const segment = ['segment', 'mixed', '--models-dir', cli.modelsDirectory, '--out', 'seg.nii.gz', '--strict'];
      const strict = await cli.run(...segment);
      expect(strict).toMatchObject({ code: 3, output: '' });
      expect(strict.notes).toContain('Two files look swapped (T1 → T1ce: kim_t1.nii.gz');
      expect(strict.notes).toContain('--strict');
      expect(await readdir(cli.directory)).not.toContain('seg.nii.gz');
      // what is named one by one is the user's word
      const named = await cli.run(...segment, '--trust-content', '--t1', join('mixed', 'kim_t1.nii.gz'));
      expect(named.code).toBe(3);
      const trusting = await cli.run(...segment, '--trust-content', '--json');
      expect(trusting.code).toBe(0);
      expect(JSON.parse(trusting.output)).toMatchObject({
        intakeNotes: [{ kind: 'swapped', answer: 'applied' }],
        imageNotes: [],
        notice: 'Research use only – not a medical device',
      });
      // as if the names had been right: nothing of what was begun with them is left
      const right = ['--t1', t1, '--t1ce', t1ce, '--t2', t2, '--flair', flair];
      const options = ['--models-dir', cli.modelsDirectory, '--out', 'right.nii.gz'];
      expect(await cli.run('segment', ...right, ...options)).toMatchObject({ code: 0 });
      const [made, expected] = await Promise.all(
        ['seg.nii.gz', 'right.nii.gz'].map((name) => readNiftiFile(join(cli.directory, name))),
      );
      expect(made?.voxels).toEqual(expected?.voxels);
    },
  );

  test('what intake refuses is refused though the segmentation has begun, and that is over with the command', async () => {
    await writeTinyModel(cli.modelsDirectory, 'endless');
    const folder = await writeSmallStudy(cli.directory);
    // a head that lies 20 mm off still meets the others: a network would be run on it
    const moved = affine.with(3, (affine[3] ?? 0) + 20);
    await writeFile(
      join(folder, 'case_t2.nii'),
      serialiseVolume({ ...phantom(2), affine: moved }, { description: '' }),
    );
    const child = cli.start(
      ...['segment', 'case', '--out', 's.nii.gz', '--model', 'endless', '--models-dir', cli.modelsDirectory],
    );
    let notes = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (notes += text));
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(notes).toContain('“case_t2.nii”');
    expect(notes).not.toContain('Reading the images');
    // it leads a group of its own, which is empty now
    expect(() => process.kill(-(child.pid ?? NaN), 0)).toThrow('ESRCH');
    expect(await readdir(cli.directory)).not.toContain('s.nii.gz');
  });

  test('files that cannot be read are all named, whichever of them ended the segmentation that had begun', async () => {
    const folder = await writeSmallStudy(cli.directory);
    for (const name of ['case_t1.nii', 'case_flair.nii']) {
      const bytes = await readFile(join(folder, name));
      await writeFile(join(folder, name), bytes.subarray(0, bytes.length - 1000));
    }
    const refused = await cli.run('segment', 'case', '--out', 's.nii.gz', '--models-dir', cli.modelsDirectory);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('“case_t1.nii”');
    expect(refused.notes).toContain('“case_flair.nii”');
    expect(await readdir(cli.directory)).not.toContain('s.nii.gz');
  });

  test('one file with four volumes is the study its four files would be', { timeout: 120_000 }, async () => {
    const options = ['--models-dir', cli.modelsDirectory, '--out'];
    await writeFile(join(cli.directory, 'BRATS_007.nii'), stackVolumes([3, 0, 1, 2].map(phantom)));
    const four = await cli.run('segment', 'BRATS_007.nii', ...options, 'four.nii');
    expect(four).toMatchObject({ code: 0 });
    expect(four.output).toContain('msd');
    const image = await readNiftiFile(join(cli.directory, 'four.nii'));
    expect(image).toMatchObject({ shape, affine });
    // the same four volumes under BraTS names
    const names = { _t1: 0, _t1ce: 1, _t2: 2, _flair: 3 };
    for (const [name, seed] of Object.entries(names)) {
      await mkdir(join(cli.directory, 'single'), { recursive: true });
      const bytes = serialiseVolume(phantom(seed), { description: '' });
      await writeFile(join(cli.directory, 'single', `kim${name}.nii`), bytes);
    }
    expect(await cli.run('segment', 'single', ...options, 'single.nii', '--convention', 'msd')).toMatchObject({
      code: 0,
    });
    const single = await readNiftiFile(join(cli.directory, 'single.nii'));
    expect(Buffer.compare(Buffer.from(single.voxels.buffer), Buffer.from(image.voxels.buffer))).toBe(0);
  });

  test(
    'a head as scanned: the brain is found first, said, written where that is asked for, and left alone with off',
    { timeout: 120_000 },
    async () => {
      await writeTinyExtraction(cli.modelsDirectory);
      const around: Geometry = { shape: [1, 1, 1], affine: [1, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1, 6, 0, 0, 0, 1] };
      const grid = gridAround(around, { turnDegrees: [8, -5, 12], spacingMm: [4, 4, 4], size: [50, 52, 50] });
      await mkdir(join(cli.directory, 'head'));
      for (const name of ['t1', 't1ce', 't2', 'flair']) {
        const bytes = serialiseVolume(scanHead(grid), { description: '' });
        await writeFile(join(cli.directory, 'head', `head_${name}.nii`), bytes);
      }
      const segment = ['segment', 'head', '--models-dir', cli.modelsDirectory, '--threads', '1', '--out', 'seg.nii.gz'];
      const found = await cli.run(...segment, '--brain-mask', 'brain.nii.gz');
      expect(found.code).toBe(0);
      expect(found.notes).toContain('Finding the brain');
      expect(found.output).toMatch(/Brain found in T1, T1ce, T2, FLAIR, .* 1[34]\d\d mL \(Tiny extraction 1\)/u);
      expect(found.output).toMatch(/Brain mask saved: .*brain\.nii\.gz/u);
      const mask = await readNiftiFile(join(cli.directory, 'brain.nii.gz'));
      expect(mask).toMatchObject({ shape: grid.shape, dataType: 'uint8' });
      for (const [index, value] of mask.affine.entries()) expect(value).toBeCloseTo(grid.affine[index] ?? NaN, 4);
      const inside = Array.from(mask.voxels).filter((value) => value === 1).length;
      expect((inside * 64) / 1000).toBeGreaterThan(1350);

      const off = await cli.run(...segment, '--brain-extraction', 'off', '--brain-mask', 'none.nii.gz', '--json');
      expect(off.code).toBe(0);
      expect(off.notes).not.toContain('Finding the brain');
      expect(JSON.parse(off.output)).toMatchObject({ brain: null });
      expect(await readdir(cli.directory)).not.toContain('none.nii.gz');
      expect(await cli.run(...segment, '--brain-mask', 'brain.png')).toMatchObject({ code: 2 });
      expect(await cli.run(...segment, '--brain-extraction', 'perhaps')).toMatchObject({ code: 2 });
    },
  );

  test('says everything that is wrong with a study, in sentences and in Korean', async () => {
    const folder = await writeSmallStudy(cli.directory);
    await rm(join(folder, 'case_t2.nii'));
    await writeFile(join(folder, 'case_t1.nii'), 'no image at all, but some bytes of text');
    const english = await cli.run('segment', 'case', '--out', 'seg.nii.gz');
    expect(english.code).toBe(1);
    expect(english.notes).toContain('“case_t1.nii” is not a NIfTI image.');
    expect(english.notes).toContain('Still missing: T2.');
    expect(english.output).toBe('');
    const korean = await cli.run('--lang', 'ko', 'segment', 'case', '--out', 'seg.nii.gz');
    expect(korean.notes).toMatch(/case_t1\.nii.*\p{Script=Hangul}/u);
    expect(await readdir(cli.directory)).not.toContain('seg.nii.gz');
  });

  test('three files: refused with the option that goes on without the fourth, which says so everywhere', async () => {
    const folder = await writeSmallStudy(cli.directory);
    await rm(join(folder, 'case_t1.nii'));
    const segment = ['segment', 'case', '--models-dir', cli.modelsDirectory, '--out', 'seg.nii.gz'];
    const refused = await cli.run(...segment);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('Still missing: T1.');
    expect(refused.notes).toContain('--without t1');
    expect((await cli.run('--lang', 'ko', ...segment)).notes).toContain('--without t1');
    expect(await readdir(cli.directory)).not.toContain('seg.nii.gz');

    const made = await cli.run(...segment, '--without', 't1');
    expect(made.code).toBe(0);
    expect(made.notes).toContain('T1 was missing');
    expect(made.output).toContain('Made without T1. Without it, the mean Dice on 9 cases went from 0.85 to 0.84');
    const files = ['--t1ce', 'case_t1ce', '--t2', 'case_t2', '--flair', 'case_flair'].map((text) =>
      text.startsWith('--') ? text : join('case', `${text}.nii`),
    );
    const options = ['--models-dir', cli.modelsDirectory, '--out', 'named.nii.gz', '--without', 't1', '--json'];
    const named = await cli.run('segment', ...files, ...options);
    expect(named.code).toBe(0);
    const json = JSON.parse(named.output) as { without: string; intakeNotes: unknown[] }; // holds: printed so
    expect(json.without).toBe('t1n');
    expect(json.intakeNotes).toContainEqual(expect.objectContaining({ kind: 'without', modality: 't1n' }));
    const [first, second] = await Promise.all(
      ['seg.nii.gz', 'named.nii.gz'].map((name) => readNiftiFile(join(cli.directory, name))),
    );
    expect(first?.voxels).toEqual(second?.voxels);

    // the tiny model was not measured without T2
    await writeSmallStudy(cli.directory);
    await rm(join(folder, 'case_t2.nii'));
    const needed = await cli.run(...segment, '--without', 't2');
    expect(needed).toMatchObject({ code: 1, output: '' });
    expect(needed.notes).toContain('Tiny needs T2');
  });

  test('--without is for what is missing: a file that is there is used, two missing are refused', async () => {
    const folder = await writeSmallStudy(cli.directory);
    const segment = ['segment', 'case', '--models-dir', cli.modelsDirectory, '--out', 'seg.nii.gz', '--json'];
    const whole = await cli.run(...segment, '--without', 't1');
    expect(whole.code).toBe(0);
    expect(whole.notes).toContain('T1 is there and is used');
    expect(JSON.parse(whole.output)).toMatchObject({ without: null });
    await rm(join(folder, 'case_flair.nii'));
    await rm(join(folder, 'case_t1.nii'));
    const two = await cli.run(...segment, '--without', 't1');
    expect(two).toMatchObject({ code: 1, output: '' });
    expect(two.notes).toContain('Still missing: T1, FLAIR.');
    expect(two.notes).not.toContain('--without');
  });

  test('a command that cannot be meant is a usage error', async () => {
    expect(await cli.run('segment', '--out', 'seg.nii.gz')).toMatchObject({ code: 2 });
    expect(await cli.run('segment', 'case')).toMatchObject({ code: 2 });
    expect(await cli.run('segment', 'case', '--out', 'seg.png')).toMatchObject({ code: 2 });
    expect(await cli.run('segment', 'case', '--out', 'seg.nii', '--without', 't1ce')).toMatchObject({ code: 2 });
    const three = ['--t1ce', 'a.nii', '--t2', 'b.nii', '--flair', 'c.nii', '--out', 'seg.nii'];
    expect(await cli.run('segment', ...three)).toMatchObject({ code: 2 });
    expect(await cli.run('segment', ...three, '--without', 'flair')).toMatchObject({ code: 2 });
    expect(await cli.run('nonsense')).toMatchObject({ code: 2 });
    expect(await cli.run('--version')).toMatchObject({ code: 0 });
  });

  test('Ctrl-C stops the engine and writes nothing', async () => {
    await writeTinyModel(cli.modelsDirectory, 'endless');
    await writeSmallStudy(cli.directory);
    const child = cli.start(
      'segment',
      'case',
      '--out',
      's.nii.gz',
      '--model',
      'endless',
      '--models-dir',
      cli.modelsDirectory,
    );
    if (child.stderr === null) throw new Error('standard error is piped');
    const lines = createInterface(child.stderr);
    for await (const line of lines) if (line.startsWith('Finding the tumour')) break;
    // as a terminal does: to every process of the group at once
    process.kill(-(child.pid ?? NaN), 'SIGINT');
    const before = performance.now();
    await once(child, 'close');
    expect(performance.now() - before).toBeLessThan(2000);
    expect(child.exitCode).toBe(130);
    expect(await readdir(cli.directory)).not.toContain('s.nii.gz');
  });
});
