import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/*
 * The oracle: Debian's Python with nibabel and scipy. Tests that need it call `describe.skipIf(noOracle)`,
 * and the reason is printed.
 */

const python = process.env['GLIOSCOPE_PYTHON'] ?? '/usr/bin/python3';

function reasonWithoutOracle(): string | null {
  try {
    execFileSync(python, ['-c', 'import nibabel, scipy'], { stdio: 'ignore' });
    return null;
  } catch {
    return `no ${python} with nibabel and scipy (Debian: python3-nibabel, python3-scipy)`;
  }
}

/** Why there is no oracle here, or null. */
export const noOracle = reasonWithoutOracle();
if (noOracle !== null) process.stderr.write(`skipped: ${noOracle}\n`);

/** Runs a Python program and parses the JSON it prints. Arguments arrive as `args`, numpy as `np`. */
export function runOracle(program: string, args: readonly string[] = []): unknown {
  const prelude =
    'import json, sys, warnings\nwarnings.filterwarnings("ignore")\nimport numpy as np\nimport nibabel\nargs = sys.argv[1:]\n';
  const printed = execFileSync(python, ['-c', prelude + program, ...args], { maxBuffer: 2 ** 28, encoding: 'utf8' });
  const result: unknown = JSON.parse(printed);
  return result;
}

/** The real cases of this project's own machines, or null (and the reason is printed). */
export function findCases(folder: string): string | null {
  const root = process.env['GLIOSCOPE_CASES'] ?? resolve(import.meta.dirname, '../../../shared/cases');
  const path = resolve(root, folder);
  if (existsSync(path)) return path;
  process.stderr.write(`skipped: no case folder "${folder}" (set GLIOSCOPE_CASES)\n`);
  return null;
}
