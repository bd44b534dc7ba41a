/*
 * Time from four files to four volumes ready for display (read, hashed, checked, inflated, window
 * measured), against a bare gunzip of the same files in the same run; and the peak memory of doing so,
 * in a process of its own, against the size of the inflated files.
 *
 *   node bench/read-volumes.ts [STUDY_DIRECTORY] [ROUNDS]
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isModality } from '#shared/domain/modality.ts';
import { listCandidates, type CandidateFile } from '../src-main/intake/candidates.ts';
import { slotFromName } from '../src-main/intake/file-names.ts';
import { inspectFile } from '../src-main/intake/inspect-file.ts';
import { measureIntensity } from '../src-main/imaging/intensity.ts';
import { readNiftiFile } from '../src-main/imaging/nifti-read.ts';
import { writeSampleStudy } from '../src-main/sample/write-sample-study.ts';

async function modalityFiles(directory: string): Promise<readonly CandidateFile[]> {
  const files = (await listCandidates([directory])).filter(({ name }) => {
    const slot = slotFromName(name);
    return slot !== null && isModality(slot);
  });
  if (files.length !== 4) throw new Error(`four modalities expected in ${directory}, found ${files.length}`);
  return files;
}

const steps: Readonly<Record<string, (file: CandidateFile) => Promise<unknown>>> = {
  'bare gunzip': async ({ path }) => promisify(gunzip)(await readFile(path)),
  'volumes ready for display': async ({ path }) => measureIntensity(await readNiftiFile(path)),
  'the same, hashed and inspected (intake)': inspectFile,
};

async function measure(files: readonly CandidateFile[], rounds: number): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(steps).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, step] of Object.entries(steps)) {
      const start = performance.now();
      await Promise.all(files.map(step));
      // The first round warms the disk cache and the compiler.
      if (round > 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return times;
}

const memoryFlag = '--memory';

/** Peak of resident memory in bytes. Linux hands the parent's on to `maxRSS` of a child, so it is asked elsewhere there. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/u.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** In the child: reads the four volumes once and prints by how many bytes that raised the peak of resident memory. */
async function printPeak(directory: string): Promise<void> {
  const files = await modalityFiles(directory);
  const before = peakBytes();
  const volumes = await Promise.all(
    files.map(async ({ path }) => {
      const volume = await readNiftiFile(path);
      return { volume, intensity: measureIntensity(volume) };
    }),
  );
  const peak = peakBytes() - before;
  const kept = volumes.reduce((sum, { volume }) => sum + volume.voxels.byteLength, 0);
  process.stdout.write(JSON.stringify({ peak, kept }));
}

async function reportMemory(directory: string): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, memoryFlag, directory]);
  const { peak, kept } = JSON.parse(stdout) as { peak: number; kept: number }; // holds: `printPeak` prints this
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0).padStart(6)} MB`;
  process.stdout.write(`${'inflated volumes'.padEnd(42)} ${megabytes(kept)}\n`);
  process.stdout.write(
    `${'peak memory of reading them'.padEnd(42)} ${megabytes(peak)}  x ${(peak / kept).toFixed(2)}\n`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main([directory, rounds = '9']: readonly string[]): Promise<void> {
  const scratch = directory === undefined ? await mkdtemp(join(tmpdir(), 'glioscope-bench-')) : null;
  try {
    if (scratch !== null) await writeSampleStudy(scratch);
    const files = await modalityFiles(directory ?? scratch ?? '');
    const times = await measure(files, Number(rounds));
    const bare = median(times.get('bare gunzip') ?? []);
    for (const [name, values] of times) {
      const ms = median(values);
      const range = `${Math.min(...values).toFixed(0)}..${Math.max(...values).toFixed(0)}`;
      process.stdout.write(
        `${name.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms  (${range})  x ${(ms / bare).toFixed(2)}\n`,
      );
    }
    await reportMemory(directory ?? scratch ?? '');
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true });
  }
}

const [first, second] = process.argv.slice(2);
await (first === memoryFlag ? printPeak(second ?? '') : main(process.argv.slice(2)));
