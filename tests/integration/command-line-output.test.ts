import { copyFile, link, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useCommandLine } from './command-line-runner.ts';
import { writeSmallStudy } from './temporary-backend.ts';

const cli = useCommandLine();

describe('where segment writes', () => {
  test('an image of the study, or an expert’s label map, is not replaced by the result; a result is', async () => {
    const folder = await writeSmallStudy(cli.directory);
    await copyFile(join(folder, 'case_t1.nii'), join(folder, 'case_seg.nii'));
    await link(join(folder, 'case_t2.nii'), join(cli.directory, 'link.nii'));
    const segment = ['segment', 'case', '--models-dir', cli.modelsDirectory, '--out'];
    const before = await readFile(join(folder, 'case_t1ce.nii'));
    for (const path of ['case/case_t1ce.nii', 'case/../case/case_t1.nii', 'case/case_seg.nii', 'link.nii']) {
      const refused = await cli.run(...segment, path);
      expect(refused, path).toMatchObject({ code: 1, output: '' });
      expect(refused.notes, path).toMatch(/was not replaced: it belongs to the study.*another name/u);
    }
    expect(await readFile(join(folder, 'case_t1ce.nii'))).toEqual(before);
    expect((await cli.run(...segment, 'seg.nii', '--brain-mask', 'case/case_flair.nii')).notes).toContain(
      '“case_flair.nii” was not replaced',
    );
    for (const path of ['case/own_seg.nii', 'case/own_seg.nii']) {
      expect(await cli.run(...segment, path), path).toMatchObject({ code: 0 });
    }
  });

  test('what cannot be written is said before the work', async () => {
    await writeSmallStudy(cli.directory);
    await mkdir(join(cli.directory, 'folder.nii'));
    const segment = ['segment', 'case', '--models-dir', cli.modelsDirectory, '--out'];
    const folder = await cli.run(...segment, 'folder.nii');
    expect(folder.notes).toContain('folder.nii” is a folder. Give the name of a file.');
    const long = await cli.run(...segment, `${'x'.repeat(300)}.nii`);
    expect(long.notes).toContain('could not be saved there');
    for (const { code, notes } of [folder, long]) {
      expect(code).toBe(1);
      expect(notes).not.toContain('Reading the images');
    }
    expect((await cli.run(...segment, 'a.nii', '--brain-mask', './a.nii')).code).toBe(2);
    expect((await readdir(cli.directory)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
