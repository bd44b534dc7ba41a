import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { program, useCommandLine } from './command-line-runner.ts';
import { affine, openPaths, openTemporaryBackend, phantom, shape, writeSmallStudy } from './temporary-backend.ts';

const cli = useCommandLine();

describe('evaluate', () => {
  test('agreement of two label maps, whatever their conventions', async () => {
    const voxels = Uint8Array.from({ length: 24 * 20 * 16 }, (_, index) => [0, 1, 2, 4][index % 4] ?? 0);
    const base = { ...phantom(0), dataType: 'uint8' as const };
    const write = (name: string, codes: Uint8Array<ArrayBuffer>) =>
      writeFile(join(cli.directory, name), serialiseVolume({ ...base, voxels: codes }, { description: '' }));
    await write('older.nii', voxels);
    await write('newer.nii', voxels.map((code) => (code === 4 ? 3 : code))); // prettier-ignore
    await write('wrong.nii', voxels.map((code, index) => (index < 1920 ? 0 : code))); // prettier-ignore
    const same = await cli.run('evaluate', 'older.nii', 'newer.nii', '--json');
    expect(same.code).toBe(0);
    const perfect = { dice: 1, iou: 1, hd95Mm: 0, sensitivity: 1, specificity: 1, precision: 1 };
    const table: unknown = JSON.parse(same.output);
    expect(table).toMatchObject({ ncr: perfect, ed: perfect, et: perfect, wt: perfect, tc: perfect });
    expect(table).toHaveProperty('notice', expect.stringContaining('Research use only'));
    // the Decathlon trades the codes of core and oedema: a name of its own says so, or the user
    const traded = voxels.map((code) => ({ 0: 0, 1: 2, 2: 1 })[code] ?? 3);
    await write('BRATS_001.nii', traded);
    await write('case.nii', traded);
    for (const [prediction, ...told] of [['newer.nii'], ['case.nii', '--convention', 'msd']]) {
      const across = await cli.run('evaluate', prediction ?? '', 'BRATS_001.nii', '--json', ...told);
      expect(JSON.parse(across.output)).toMatchObject({ ncr: perfect, ed: perfect, et: perfect, tc: perfect });
    }
    const less = await cli.run('evaluate', 'wrong.nii', 'older.nii');
    // 3/4 of the reference is found: Dice 2 * 0.75 / 1.75
    expect(less.output).toMatch(/^WT +0\.8571 +0\.7500 /mu);
    expect(less.output).toContain('Research use only');
    const moved = { ...base, voxels, affine: affine.with(3, 0) };
    await writeFile(join(cli.directory, 'moved.nii'), serialiseVolume(moved, { description: '' }));
    const refused = await cli.run('evaluate', 'moved.nii', 'older.nii');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('“moved.nii” does not lie where “older.nii” lies. It lies up to ');
    expect(refused.notes).toContain('Resample it onto that grid first (nearest neighbour)');
    await write('five.nii', voxels.map((code) => (code === 4 ? 5 : code))); // prettier-ignore
    const stranger = await cli.run('evaluate', 'five.nii', 'older.nii');
    expect(stranger.notes).toContain('“five.nii” is not a tumour label map Glioscope knows. It holds the value 5,');
  });
});

test('an empty argument is not taken for the folder one is in', async () => {
  await writeSmallStudy(cli.directory, '.');
  const refused = await cli.run('segment', '', '--out', 'x.nii.gz');
  expect(refused).toMatchObject({ code: 2, output: '' });
  expect(refused.notes).toContain('an argument is empty');
});

describe('a folder that cannot be made', () => {
  test.each([
    ['sample', 'file/there'],
    ['evaluate', '--cases', '.', '--predictions', '.', '--out', 'file/there'],
  ])('%s says so', async (...command) => {
    await writeFile(join(cli.directory, 'file'), '');
    const refused = await cli.run(...command);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toMatch(/could not be saved there: check that the folder exists/u);
  });
});

describe('segment', () => {
  test('a folder of studies is told as that, instead of each image being one too many', async () => {
    for (const name of ['kim', 'lee']) await writeSmallStudy(join(cli.directory, 'both'), name);
    const refused = await cli.run('segment', 'both', '--out', 'x.nii.gz');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.notes).toContain('This folder holds 2 studies');
    expect(refused.notes).toContain('--batch');
  });
});

describe('info', () => {
  test('ends quietly when its reader has had enough', async () => {
    await writeFile(join(cli.directory, 'x.nii'), serialiseVolume(phantom(0), { description: '' }));
    const child = spawn(process.execPath, [program, 'info', 'x.nii'], { cwd: cli.directory });
    child.stdout.destroy();
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      notes += text;
    });
    await once(child, 'close');
    expect([child.exitCode, notes]).toEqual([0, '']);
  });

  test('real intensities without NaN, the grid, and what a bad file is', async () => {
    const voxels = Float32Array.from({ length: 24 * 20 * 16 }, (_, index) => (index === 0 ? NaN : index % 2));
    const volume = { ...phantom(0), dataType: 'float32' as const, scale: { slope: 2, intercept: -1 }, voxels };
    await writeFile(join(cli.directory, 'x.nii'), serialiseVolume(volume, { description: '' }));
    const { code, output } = await cli.run('info', 'x.nii', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({
      ...{ shape, dataType: 'float32', min: -1, max: 1, mean: 1 / 7679, notes: [] },
      affine: [0, 4, 8, 12].map((row) => affine.slice(row, row + 4)),
      ...{ spacingMm: [1, 1.25, 2], orientation: 'LPS' },
    });
    expect((await cli.run('info', 'x.nii')).output).toMatch(/^voxel, mm +1 x 1.25 x 2\norientation +LPS$/mu);
    const inOtherUnits = affine.map((value, index) => (index === 15 ? 1 : value * 3e-3)); // a head, if in metres
    const metres = { ...volume, affine: inOtherUnits };
    await writeFile(join(cli.directory, 'metres.nii'), serialiseVolume(metres, { description: '' }));
    const inMetres = JSON.parse((await cli.run('info', 'metres.nii', '--json')).output) as { spacingMm: number[] }; // holds: as above
    expect(inMetres.spacingMm.map((mm) => Number(mm.toFixed(4)))).toEqual([3, 3.75, 6]);
    await copyFile(program, join(cli.directory, 'program.nii'));
    const refused = await cli.run('info', 'program.nii', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.output)).toMatchObject({ error: 'not-an-image', message: /program\.nii/u });
  });
});

describe('studies and export', () => {
  test('lists the library, and writes a study by name or id; what is unclear is said', async () => {
    const library = ['--data-dir', join(cli.directory, 'data')];
    const home = await openTemporaryBackend({ dataDirectory: join(cli.directory, 'data') });
    try {
      const draft = await openPaths(home.client, await writeSmallStudy(cli.directory));
      await home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' });
    } finally {
      await home.dispose();
    }
    const listed = await cli.run('studies', ...library);
    expect(listed.output).toMatch(/^Kim {2}\d{4}-\d\d-\d\d {2}0 {2}[0-9a-f]{8}$/mu);
    const id = listed.output.trim().split(/\s+/u).at(-1) ?? '';
    const written = await cli.run('export', id, '--out', 'out', ...library);
    expect(written.output).toContain(join(cli.directory, 'out', 'Kim'));
    expect(written.output).toContain('Research use only');
    const names = ['Kim_flair.nii', 'Kim_t1.nii', 'Kim_t1ce.nii', 'Kim_t2.nii'];
    expect((await readdir(join(cli.directory, 'out', 'Kim'))).sort()).toEqual(names);
    const unclear = await cli.run('export', 'Lee', '--out', 'out', ...library);
    expect(unclear).toMatchObject({ code: 1, output: '' });
    expect(unclear.notes).toContain('“Lee”');
  });
});

describe('models and serve', () => {
  test('models lists what there is, and what is wrong with it', async () => {
    await writeTinyModel(cli.modelsDirectory, 'endless', { sha256: '0'.repeat(64) });
    const { code, output } = await cli.run('models', '--models-dir', cli.modelsDirectory);
    expect(code).toBe(0);
    expect(output).toMatch(/^neighbours {2}Tiny 1 {2}sha256 [0-9a-f]{64}/mu);
    expect(output).toMatch(/^endless {2}.*hash-mismatch/mu);
  });

  test('serve prints one address, keeps others off its data, and ends when told to', async () => {
    const options = ['serve', '--no-open', '--data-dir', 'data', '--models-dir', cli.modelsDirectory];
    const child = cli.start(...options);
    if (child.stdout === null) throw new Error('standard output is piped');
    const [address] = (await once(createInterface(child.stdout), 'line')) as [string]; // holds: readline's event
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/u);
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    const second = await cli.run(...options);
    expect(second.code).toBe(1);
    expect(second.notes).toContain('Another Glioscope is using');
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });
});
