import { expect, test } from 'vitest';
import { exportFileName } from './export-name.ts';

test.each([
  ['Kim Minji', 'Kim_Minji'],
  ['김 민지', '김_민지'],
  ['../../etc/passwd', 'etc_passwd'],
  ['a<b>:"c|?*\u0000', 'a_b_c'],
  ['...', 'study'],
])('file name suggested for %j', (patientName, stem) => {
  expect(exportFileName(patientName)).toBe(`${stem}_glioscope-seg.nii.gz`);
});
