import { expect, test } from 'vitest';
import { exportFileName, pictureFileName } from './export-name.ts';

test.each([
  ['Kim Minji', 'Kim_Minji'],
  ['김 민지', '김_민지'],
  ['../../etc/passwd', 'etc_passwd'],
  ['a<b>:"c|?*\u0000', 'a_b_c'],
  ['...', 'study'],
])('file name suggested for %j', (patientName, stem) => {
  expect(exportFileName(patientName)).toBe(`${stem}_glioscope-seg.nii.gz`);
});

test('the file name of a picture has nobody’s name in it unless it is given', () => {
  expect(pictureFileName(null, ['T1ce', 'axial', '73'])).toBe('glioscope_T1ce_axial_73.png');
  expect(pictureFileName('Kim Minji', ['T1ce', 'planes'])).toBe('Kim_Minji_T1ce_planes.png');
});
