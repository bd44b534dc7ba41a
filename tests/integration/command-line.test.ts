import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { writeSampleStudy } from '../../src-main/sample/write-sample-study.ts';
import { stackVolumes } from '../fixtures/four-volumes.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { affine, openPaths, openTemporaryBackend, phantom, shape, writeSmallStudy } from './temporary-backend.ts';

const program = fileURLToPath(new URL('../../bin/glioscope.mjs', import.meta.url));

let directory: string;
let modelsDirectory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-cli-'));
  modelsDirectory = join(directory, 'models');
  await writeTinyModel(modelsDirectory, 'neighbours');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly notes: string;
}

function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: directory,
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a process group of its own
    detached: true,
  });
  children.push(child);
  return child;
}

async function run(...args: readonly string[]): Promise<Run> {
  const child = start(...args);
  let [output, notes] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (notes += text));
  await once(child, 'close');
  return { code: child.exitCode, output, notes };
}

describe('segment', () => {
  test('a folder in, a label map on the same grid out, in the convention of the names', async () => {
    await writeSmallStudy(directory);
    const segment = ['segment', 'case', '--models-dir', modelsDirectory];
    const first = await run(...segment, '--out', 'made/seg.nii.gz');
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('Research use only');
    expect(first.output).toMatch(/Whole tumour +\d+\.\d\d mL/u);
    expect(first.output).toContain('brats-2018');
    expect(first.notes).toContain('Finding the tumour');
    const image = await readNiftiFile(join(directory, 'made', 'seg.nii.gz'));
    expect(image).toMatchObject({ shape, affine, dataType: 'uint8' });
    const codes = new Set(image.voxels);
    expect(codes.has(3)).toBe(false);

    const named = { t1: 'case_t1', t1ce: 'case_t1ce', t2: 'case_t2', flair: 'case_flair' };
    const files = Object.entries(named).flatMap(([option, name]) => [`--${option}`, join('case', `${name}.nii`)]);
    const options = ['--models-dir', modelsDirectory, '--convention', 'brats-2023', '--out', 'plain.nii'];
    expect(await run('segment', ...files, ...options)).toMatchObject({ code: 0 });
    const plain = await readNiftiFile(join(directory, 'plain.nii'));
    const recoded = Array.from(plain.voxels, (code) => (code === 3 ? 4 : code));
    expect(recoded).toEqual(Array.from(image.voxels));
    expect(await readdir(join(directory, 'made'))).toEqual(['seg.nii.gz']);
  });

  test(
    'mixed up files: named on the way, stopped by --strict, put right by --trust-content',
    { timeout: 120_000 },
    async () => {
      const [t1 = '', t1ce = '', t2 = '', flair = ''] = await writeSampleStudy(join(directory, 'sample'));
      const folder = join(directory, 'mixed');
      await mkdir(folder);
      const given = { 'kim_t1.nii.gz': t1ce, 'kim_t1ce.nii.gz': t1, 'kim_t2.nii.gz': t2, 'kim_flair.nii.gz': flair };
      for (const [name, path] of Object.entries(given)) await copyFile(path, join(folder, name));
      const segment = ['segment', 'mixed', '--models-dir', modelsDirectory, '--out', 'seg.nii.gz', '--strict'];
      const strict = await run(...segment);
      expect(strict).toMatchObject({ code: 3, output: '' });
      expect(strict.notes).toContain('Two files look swapped (T1 → T1ce: kim_t1.nii.gz');
      expect(strict.notes).toContain('--strict');
      expect(await readdir(directory)).not.toContain('seg.nii.gz');
      // what is named one by one is the user's word
      const named = await run(...segment, '--trust-content', '--t1', join('mixed', 'kim_t1.nii.gz'));
      expect(named.code).toBe(3);
      const trusting = await run(...segment, '--trust-content', '--json');
      expect(trusting.code).toBe(0);
      expect(JSON.parse(trusting.output)).toMatchObject({
        intakeNotes: [{ kind: 'swapped', answer: 'applied' }],
        imageNotes: [],
        notice: 'Research use only – not a medical device',
      });
      expect(await readdir(directory)).toContain('seg.nii.gz');
    },
  );

  test('one file with four volumes is the study its four files would be', { timeout: 120_000 }, async () => {
    const options = ['--models-dir', modelsDirectory, '--out'];
    await writeFile(join(directory, 'BRATS_007.nii'), stackVolumes([3, 0, 1, 2].map(phantom)));
    const four = await run('segment', 'BRATS_007.nii', ...options, 'four.nii');
    expect(four).toMatchObject({ code: 0 });
    expect(four.output).toContain('msd');
    const image = await readNiftiFile(join(directory, 'four.nii'));
    expect(image).toMatchObject({ shape, affine });
    // the same four volumes under BraTS names
    const names = { _t1: 0, _t1ce: 1, _t2: 2, _flair: 3 };
    for (const [name, seed] of Object.entries(names)) {
      await mkdir(join(directory, 'single'), { recursive: true });
      const bytes = serialiseVolume(phantom(seed), { description: '' });
      await writeFile(join(directory, 'single', `kim${name}.nii`), bytes);
    }
    expect(await run('segment', 'single', ...options, 'single.nii', '--convention', 'msd')).toMatchObject({ code: 0 });
    const single = await readNiftiFile(join(directory, 'single.nii'));
    expect(Buffer.compare(Buffer.from(single.voxels.buffer), Buffer.from(image.voxels.buffer))).toBe(0);
  });

  test('says everything that is wrong with a study, in sentences and in Korean', async () => {
    const folder = await writeSmallStudy(directory);
    await rm(join(folder, 'case_t2.nii'));
    await writeFile(join(folder, 'case_t1.nii'), 'no image at all, but some bytes of text');
    const english = await run('segment', 'case', '--out', 'seg.nii.gz');
    expect(english.code).toBe(1);
    expect(english.notes).toContain('“case_t1.nii” is not a NIfTI image.');
    expect(english.notes).toContain('Still missing: T2.');
    expect(english.output).toBe('');
    const korean = await run('--lang', 'ko', 'segment', 'case', '--out', 'seg.nii.gz');
    expect(korean.notes).toMatch(/case_t1\.nii.*\p{Script=Hangul}/u);
    expect(await readdir(directory)).not.toContain('seg.nii.gz');
  });

  test('three files: refused with the option that goes on without the fourth, which says so everywhere', async () => {
    const folder = await writeSmallStudy(directory);
    await rm(join(folder, 'case_t1.nii'));
    const segment = ['segment', 'case', '--models-dir', modelsDirectory, '--out', 'seg.nii.gz'];
    const refused = await run(...segment);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('Still missing: T1.');
    expect(refused.notes).toContain('--without t1');
    expect((await run('--lang', 'ko', ...segment)).notes).toContain('--without t1');
    expect(await readdir(directory)).not.toContain('seg.nii.gz');

    const made = await run(...segment, '--without', 't1');
    expect(made.code).toBe(0);
    expect(made.notes).toContain('T1 was missing');
    expect(made.output).toContain('Made without T1. Without it, the mean Dice on 9 cases went from 0.85 to 0.84');
    const files = ['--t1ce', 'case_t1ce', '--t2', 'case_t2', '--flair', 'case_flair'].map((text) =>
      text.startsWith('--') ? text : join('case', `${text}.nii`),
    );
    const options = ['--models-dir', modelsDirectory, '--out', 'named.nii.gz', '--without', 't1', '--json'];
    const named = await run('segment', ...files, ...options);
    expect(named.code).toBe(0);
    const json = JSON.parse(named.output) as { without: string; intakeNotes: unknown[] }; // holds: printed so
    expect(json.without).toBe('t1n');
    expect(json.intakeNotes).toContainEqual(expect.objectContaining({ kind: 'without', modality: 't1n' }));
    const [first, second] = await Promise.all(
      ['seg.nii.gz', 'named.nii.gz'].map((name) => readNiftiFile(join(directory, name))),
    );
    expect(first?.voxels).toEqual(second?.voxels);

    // the tiny model was not measured without T2
    await writeSmallStudy(directory);
    await rm(join(folder, 'case_t2.nii'));
    const needed = await run(...segment, '--without', 't2');
    expect(needed).toMatchObject({ code: 1, output: '' });
    expect(needed.notes).toContain('Tiny needs T2');
  });

  test('--without is for what is missing: a file that is there is used, two missing are refused', async () => {
    const folder = await writeSmallStudy(directory);
    const segment = ['segment', 'case', '--models-dir', modelsDirectory, '--out', 'seg.nii.gz', '--json'];
    const whole = await run(...segment, '--without', 't1');
    expect(whole.code).toBe(0);
    expect(whole.notes).toContain('T1 is there and is used');
    expect(JSON.parse(whole.output)).toMatchObject({ without: null });
    await rm(join(folder, 'case_flair.nii'));
    await rm(join(folder, 'case_t1.nii'));
    const two = await run(...segment, '--without', 't1');
    expect(two).toMatchObject({ code: 1, output: '' });
    expect(two.notes).toContain('Still missing: T1, FLAIR.');
    expect(two.notes).not.toContain('--without');
  });

  test('a command that cannot be meant is a usage error', async () => {
    expect(await run('segment', '--out', 'seg.nii.gz')).toMatchObject({ code: 2 });
    expect(await run('segment', 'case')).toMatchObject({ code: 2 });
    expect(await run('segment', 'case', '--out', 'seg.png')).toMatchObject({ code: 2 });
    expect(await run('segment', 'case', '--out', 'seg.nii', '--without', 't1ce')).toMatchObject({ code: 2 });
    const three = ['--t1ce', 'a.nii', '--t2', 'b.nii', '--flair', 'c.nii', '--out', 'seg.nii'];
    expect(await run('segment', ...three)).toMatchObject({ code: 2 });
    expect(await run('segment', ...three, '--without', 'flair')).toMatchObject({ code: 2 });
    expect(await run('nonsense')).toMatchObject({ code: 2 });
    expect(await run('--version')).toMatchObject({ code: 0 });
  });

  test('Ctrl-C stops the engine and writes nothing', async () => {
    await writeTinyModel(modelsDirectory, 'endless');
    await writeSmallStudy(directory);
    const child = start('segment', 'case', '--out', 's.nii.gz', '--model', 'endless', '--models-dir', modelsDirectory);
    if (child.stderr === null) throw new Error('standard error is piped');
    const lines = createInterface(child.stderr);
    for await (const line of lines) if (line.startsWith('Finding the tumour')) break;
    // as a terminal does: to every process of the group at once
    process.kill(-(child.pid ?? NaN), 'SIGINT');
    const before = performance.now();
    await once(child, 'close');
    expect(performance.now() - before).toBeLessThan(2000);
    expect(child.exitCode).toBe(130);
    expect(await readdir(directory)).not.toContain('s.nii.gz');
  });
});

describe('evaluate', () => {
  test('agreement of two label maps, whatever their conventions', async () => {
    const voxels = Uint8Array.from({ length: 24 * 20 * 16 }, (_, index) => [0, 1, 2, 4][index % 4] ?? 0);
    const base = { ...phantom(0), dataType: 'uint8' as const };
    const write = (name: string, codes: Uint8Array<ArrayBuffer>) =>
      writeFile(join(directory, name), serialiseVolume({ ...base, voxels: codes }, { description: '' }));
    await write('older.nii', voxels);
    await write('newer.nii', voxels.map((code) => (code === 4 ? 3 : code))); // prettier-ignore
    await write('wrong.nii', voxels.map((code, index) => (index < 1920 ? 0 : code))); // prettier-ignore
    const same = await run('evaluate', 'older.nii', 'newer.nii', '--json');
    expect(same.code).toBe(0);
    const perfect = { dice: 1, iou: 1, hd95Mm: 0, sensitivity: 1, specificity: 1, precision: 1 };
    const table: unknown = JSON.parse(same.output);
    expect(table).toMatchObject({ ncr: perfect, ed: perfect, et: perfect, wt: perfect, tc: perfect });
    const less = await run('evaluate', 'wrong.nii', 'older.nii');
    // 3/4 of the reference is found: Dice 2 * 0.75 / 1.75
    expect(less.output).toMatch(/^WT +0\.8571 +0\.7500 /mu);
    expect(less.output).toContain('Research use only');
    const moved = { ...base, voxels, affine: affine.with(3, 0) };
    await writeFile(join(directory, 'moved.nii'), serialiseVolume(moved, { description: '' }));
    const refused = await run('evaluate', 'moved.nii', 'older.nii');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('“moved.nii” does not lie where “older.nii” lies');
  });
});

describe('info', () => {
  test('real intensities without NaN, the grid, and what a bad file is', async () => {
    const voxels = Float32Array.from({ length: 24 * 20 * 16 }, (_, index) => (index === 0 ? NaN : index % 2));
    const volume = { ...phantom(0), dataType: 'float32' as const, scale: { slope: 2, intercept: -1 }, voxels };
    await writeFile(join(directory, 'x.nii'), serialiseVolume(volume, { description: '' }));
    const { code, output } = await run('info', 'x.nii', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({
      ...{ shape, dataType: 'float32', min: -1, max: 1, mean: 1 / 7679, notes: [] },
      affine: [0, 4, 8, 12].map((row) => affine.slice(row, row + 4)),
    });
    await copyFile(program, join(directory, 'program.nii'));
    const refused = await run('info', 'program.nii', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.output)).toMatchObject({ error: 'not-an-image', message: /program\.nii/u });
  });
});

describe('studies and export', () => {
  test('lists the library, and writes a study by name or id; what is unclear is said', async () => {
    const library = ['--data-dir', join(directory, 'data')];
    const home = await openTemporaryBackend({ dataDirectory: join(directory, 'data') });
    try {
      const draft = await openPaths(home.client, await writeSmallStudy(directory));
      await home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' });
    } finally {
      await home.dispose();
    }
    const listed = await run('studies', ...library);
    expect(listed.output).toMatch(/^Kim {2}\d{4}-\d\d-\d\d {2}0 {2}[0-9a-f]{8}$/mu);
    const id = listed.output.trim().split(/\s+/u).at(-1) ?? '';
    const written = await run('export', id, '--out', 'out', ...library);
    expect(written.output).toContain(join(directory, 'out', 'Kim'));
    expect(written.output).toContain('Research use only');
    const names = ['Kim_flair.nii', 'Kim_t1.nii', 'Kim_t1ce.nii', 'Kim_t2.nii'];
    expect((await readdir(join(directory, 'out', 'Kim'))).sort()).toEqual(names);
    const unclear = await run('export', 'Lee', '--out', 'out', ...library);
    expect(unclear).toMatchObject({ code: 1, output: '' });
    expect(unclear.notes).toContain('“Lee”');
  });
});

describe('models and serve', () => {
  test('models lists what there is, and what is wrong with it', async () => {
    await writeTinyModel(modelsDirectory, 'endless', { sha256: '0'.repeat(64) });
    const { code, output } = await run('models', '--models-dir', modelsDirectory);
    expect(code).toBe(0);
    expect(output).toMatch(/^neighbours {2}Tiny 1 {2}sha256 [0-9a-f]{64}/mu);
    expect(output).toMatch(/^endless {2}.*hash-mismatch/mu);
  });

  test('serve prints one address, keeps others off its data, and ends when told to', async () => {
    const options = ['serve', '--no-open', '--data-dir', 'data', '--models-dir', modelsDirectory];
    const child = start(...options);
    if (child.stdout === null) throw new Error('standard output is piped');
    const [address] = (await once(createInterface(child.stdout), 'line')) as [string]; // holds: readline's event
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/u);
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    const second = await run(...options);
    expect(second.code).toBe(1);
    expect(second.notes).toContain('Another Glioscope is using');
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });
});
