/*
 * Every file of a folder, as we read it and as nibabel does.
 *
 *   node tests/conformance/print-table.ts [DIRECTORY]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { padColumns } from '../../src-main/hosts/cli/command-context.ts';
import { orientationCode } from '#shared/domain/affine.ts';
import { findCases, noOracle } from '../reference/nibabel.ts';
import { compareFile, describeFailure, listFiles, readWithNibabel, type Comparison } from './compare.ts';

function row(path: string, { verdict, remark, ours, checksum, refusalByStudy }: Comparison): readonly string[] {
  const study = refusalByStudy === null ? 'yes' : ours === null ? '' : describeFailure(refusalByStudy);
  const notes = ours?.notes.map(({ code, params }) => [code, ...Object.values(params)].join(' ')).join(', ') ?? '';
  const facts =
    ours === null
      ? ['', '', '', '']
      : [ours.storedShape.join('x'), ours.storedType, orientationCode(ours.affine), checksum.slice(0, 8)];
  return [path, verdict, ...facts, study, [remark, notes].filter((text) => text !== '').join('; ')];
}

async function main([given]: readonly string[]): Promise<void> {
  const directory = given ?? findCases('conformance');
  if (directory === null || noOracle !== null) {
    process.exitCode = 2;
    return;
  }
  const folder = resolve(directory);
  const paths = listFiles(folder);
  const scratch = mkdtempSync(join(tmpdir(), 'glioscope-conformance-'));
  try {
    writeFileSync(join(scratch, 'list.json'), JSON.stringify(paths));
    const oracle = readWithNibabel(join(scratch, 'list.json'));
    const header = ['file', 'verdict', 'shape', 'type', 'axes', 'voxels', 'as a study image', 'remark'];
    const rows = [header];
    const counts = new Map<string, number>();
    for (const [index, path] of paths.entries()) {
      const comparison = await compareFile(path, oracle[index] ?? { refused: 'not looked at' });
      rows.push([...row(relative(folder, path), comparison)]);
      counts.set(comparison.verdict, (counts.get(comparison.verdict) ?? 0) + 1);
    }
    process.stdout.write(`${alignLeft(rows).join('\n')}\n\n`);
    process.stdout.write(`${padColumns([...counts].map(([name, count]) => [name, String(count)])).join('\n')}\n`);
    process.exitCode = counts.has('different') ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function alignLeft(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (column: number): number => Math.max(...rows.map((cells) => cells[column]?.length ?? 0));
  const widths = rows[0]?.map((_, column) => width(column)) ?? [];
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

await main(process.argv.slice(2));
