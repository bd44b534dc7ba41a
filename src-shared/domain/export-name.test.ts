import { expect, test } from 'vitest';
import { createExportNaming, exportFileName, exportStem, pictureFileName } from './export-name.ts';

test.each([
  ['Kim Minji', 'Kim_Minji'],
  ['김 민지', '김_민지'],
  ['../../etc/passwd', 'etc_passwd'],
  ['a<b>:"c|?*\u0000', 'a_b_c'],
  ['...', 'study'],
  ['con', 'con_'],
  ['NUL.1', 'NUL_.1'],
  ['Conrad', 'Conrad'],
])('file name suggested for %j', (patientName, stem) => {
  expect(exportFileName(patientName)).toBe(`${stem}_glioscope-seg.nii.gz`);
});

test('a label map made by hand does not lie over the network’s', () => {
  expect(exportFileName('Kim', 'correction')).toBe('Kim_glioscope-seg-edited.nii.gz');
});

test('label maps in one folder have a name each, also where names are cut or differ in what no file takes', () => {
  const nameOf = createExportNaming(['LEE_glioscope-seg.nii.gz']);
  const long = 'x'.repeat(150);
  const stems = ['P 1', 'P_1', 'p/1', 'P:1', 'lee', `${long}a`, `${long}b`].map(
    (name) => nameOf(name).split('_glio')[0],
  );
  expect(stems).toEqual(['P_1', 'P_1-2', 'p_1-3', 'P_1-4', 'lee-2', long, `${long}-2`]);
});

test('a long name is cut between characters, so that every file system takes it', () => {
  const bytesOf = (name: string): number => Buffer.byteLength(exportStem(name));
  expect(exportStem('김'.repeat(200))).toBe('김'.repeat(50));
  expect(exportStem('x🧠'.repeat(100))).toBe('x🧠'.repeat(30));
  expect([bytesOf('é'.repeat(200)), bytesOf(`a${'é'.repeat(200)}`)]).toEqual([150, 149]);
});

test('the file name of a picture has nobody’s name in it unless it is given', () => {
  expect(pictureFileName(null, ['T1ce', 'axial', '73'])).toBe('glioscope_T1ce_axial_73.png');
  expect(pictureFileName('Kim Minji', ['T1ce', 'planes'])).toBe('Kim_Minji_T1ce_planes.png');
});
