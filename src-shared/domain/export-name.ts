/**
 * File name suggested for a patient's exported label map: the name with what no file system of ours
 * takes replaced, and what the file is.
 */
export function exportFileName(patientName: string): string {
  const stem = patientName
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\\/:*?"<>|\s]+/gu, '_')
    .replace(/^[._]+|[._]+$/gu, '')
    .slice(0, 100);
  return `${stem === '' ? 'study' : stem}_glioscope-seg.nii.gz`;
}
