// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { filesOfTransfer, looksLikeNifti } from './given-files.ts';

interface FakeEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly file?: (resolve: (file: File) => void) => void;
  readonly createReader?: () => { readEntries: (resolve: (entries: FakeEntry[]) => void) => void };
}

function fileEntry(name: string): FakeEntry {
  return { name, isFile: true, isDirectory: false, file: (resolve) => resolve(new File(['x'], name)) };
}

/** Hands its children out two at a time, as browsers do a hundred at a time. */
function folderEntry(name: string, children: readonly FakeEntry[]): FakeEntry {
  const rest = [...children];
  const readEntries = (resolve: (entries: FakeEntry[]) => void): void => resolve(rest.splice(0, 2));
  return { name, isFile: false, isDirectory: true, createReader: () => ({ readEntries }) };
}

function transferOf(entries: readonly FakeEntry[]): DataTransfer {
  const items = entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }));
  return { items: [{ kind: 'string' }, ...items] } as unknown as DataTransfer; // holds: `items` is all that is read
}

async function namesOf(entries: readonly FakeEntry[]): Promise<string[]> {
  const given = await filesOfTransfer(transferOf(entries));
  return given.kind === 'files' ? given.files.map((file) => file.name) : [];
}

describe('dropped files', () => {
  test('single files come as they are, whatever they are called', async () => {
    expect(await namesOf([fileEntry('a.nii.gz'), fileEntry('report.pdf')])).toEqual(['a.nii.gz', 'report.pdf']);
  });

  test('folders are searched to any depth for NIfTI names, past the first batch', async () => {
    const inner = folderEntry('mri', [fileEntry('t1.nii'), fileEntry('t2.nii.gz'), fileEntry('flair.NII.GZ')]);
    const outer = folderEntry('patient', [fileEntry('notes.txt'), fileEntry('.hidden.nii'), inner]);
    expect(await namesOf([outer])).toEqual(['t1.nii', 't2.nii.gz', 'flair.NII.GZ']);
  });

  test('NIfTI names', () => {
    expect(['a.nii', 'a.nii.gz', 'a.gz', 'a.nii.txt', '._a.nii'].map(looksLikeNifti)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

test('both halves of a pair are taken out of a folder', () => {
  expect(['a.hdr', 'a.img', 'A.IMG', 'a.img.gz', 'a.hdr.txt', '._a.hdr'].map(looksLikeNifti)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
