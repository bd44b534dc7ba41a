import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readNiftiFile } from './nifti-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'glioscope-image-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('files and folders', () => {
  test('a path that is not there, a folder, a text file', async () => {
    const text = join(folder, 'notes.nii');
    writeFileSync(text, 'not an image');
    await expect(readNiftiFile(join(folder, 'nowhere.nii'))).rejects.toMatchObject({
      code: 'file-not-found',
      params: { file: 'nowhere.nii' },
    });
    await expect(readNiftiFile(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(readNiftiFile(text)).rejects.toMatchObject({ code: 'not-an-image', params: { file: 'notes.nii' } });
  });

  test.skipIf(process.platform === 'win32')('a named pipe is refused, not waited for', async () => {
    const pipe = join(folder, 'pipe.nii');
    execFileSync('mkfifo', [pipe]);
    await expect(readNiftiFile(pipe)).rejects.toMatchObject({
      code: 'file-unreadable',
      params: { file: 'pipe.nii', reason: 'not-a-file' },
    });
  });
});
