import { access } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { csvNotice, csvText, fixedFigure, type CsvCell } from '#shared/domain/csv.ts';
import { regions, regionsMl, tissues } from '#shared/domain/label-scheme.ts';
import { leadingResult } from '#shared/domain/leading-result.ts';
import { modalityNames } from '#shared/domain/modality.ts';
import type { Library } from '../library/library.ts';
import { writeExport } from '../library/write-export.ts';
import { withoutOf } from './study-view.ts';

/** Enhancing tumour is a tissue and a region: one column. */
const ownRegions = regions.filter((region) => region !== 'et');

const columns = [
  ...['patient', 'study_id', 'scanned', 'added', 'segmented', 'result', 'made_by', 'model', 'model_version', 'without'],
  ...[...tissues, ...ownRegions].map((name) => `${name}_ml`),
  ...regions.map((region) => `${region}_expected_dice`),
  'notice',
];

/**
 * A table of studies, in the order given: the volumes in mL of the leading result of each (domain/leading-result.ts), empty cells where
 * there is none. CSV with a byte order mark, without which spreadsheets garble names. Throws `not-found`.
 */
export async function makeStudyTable(library: Library, studyIds: readonly string[]): Promise<string> {
  const rows: (readonly CsvCell[])[] = [columns];
  for (const studyId of studyIds) rows.push(await rowOf(library, studyId));
  return `\ufeff${csvText(rows)}`;
}

async function rowOf(library: Library, studyId: string): Promise<readonly CsvCell[]> {
  const { patientName, createdAt, scannedOn, results } = await library.getStudy(studyId);
  const result = leadingResult(results);
  const told = [patientName, studyId, scannedOn, createdAt];
  if (result === null) return [...told, ...columns.slice(told.length, -1).map(() => null), csvNotice];
  const volumesMl = regionsMl(result.tissuesMl);
  const without = withoutOf(result);
  return [
    ...told,
    ...[result.createdAt, result.name, result.origin.kind, result.modelId, result.modelVersion],
    without === null ? null : modalityNames[without],
    ...tissues.map((tissue) => fixedFigure(result.tissuesMl[tissue], 3)),
    ...ownRegions.map((region) => fixedFigure(volumesMl[region], 3)),
    ...regions.map((region) => fixedFigure(result.uncertainty?.expected?.dice[region], 3)),
    csvNotice,
  ];
}

/** Writes a file under the next free name: nothing of the user's is replaced. Returns its path; throws as `writeExport`. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<string> {
  const { dir, name, ext } = parse(path);
  let free = path;
  for (let number = 2; await isThere(free); number += 1) free = join(dir, `${name}-${String(number)}${ext}`);
  await writeExport(free, bytes);
  return free;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
