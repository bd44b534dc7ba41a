/* What a process and all it has started take of the memory, out of /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** One process at one moment; bytes. */
export interface ProcessMemory {
  readonly pid: number;
  /** Of its command line, the file it runs. */
  readonly name: string;
  /** Its own, and of what it shares with others its part: sums over processes count nothing twice (PSS). */
  readonly shareBytes: number;
  /** All it has in memory, shared or not (RSS). */
  readonly residentBytes: number;
}

export interface TreePeak {
  /** The moment at which the shares of all processes together were largest. */
  readonly processes: readonly ProcessMemory[];
  readonly shareBytes: number;
  /** Largest sum of resident memory, what is shared counted once per process. */
  readonly residentBytes: number;
  readonly atMs: number;
  readonly samples: number;
  /** How long was watched. */
  readonly watchedMs: number;
}

const sampleIntervalMs = 100;

/** Watches a process and its descendants until the returned function is called, which gives the peak. */
export function watchTree(rootPid: number): () => TreePeak {
  const startMs = performance.now();
  let peak: TreePeak = { processes: [], shareBytes: 0, residentBytes: 0, atMs: 0, samples: 0, watchedMs: 0 };
  const sample = (): void => {
    const processes = treeOf(rootPid).map(memoryOf);
    const shareBytes = sum(processes.map((each) => each.shareBytes));
    const residentBytes = Math.max(peak.residentBytes, sum(processes.map((each) => each.residentBytes)));
    const watchedMs = performance.now() - startMs;
    const seen = { residentBytes, samples: peak.samples + 1, watchedMs };
    peak = shareBytes > peak.shareBytes ? { ...seen, processes, shareBytes, atMs: watchedMs } : { ...peak, ...seen };
  };
  const timer = setInterval(sample, sampleIntervalMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** What to print of it. */
export function describePeak(peak: TreePeak): readonly string[] {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0).padStart(6)} MB`;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return [
    `all processes together  ${megabytes(peak.shareBytes)} at their largest, ${seconds(peak.atMs)} after the start`,
    ...peak.processes.map(({ name, shareBytes }) => `  ${name.padEnd(22)}${megabytes(shareBytes)}`),
    `what is shared counted once per process: ${megabytes(peak.residentBytes).trim()} at most`,
    `${seconds(peak.watchedMs)}, looked at ${peak.samples} times; ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, ${(totalmem() / 1e9).toFixed(0)} GB`,
  ];
}

/** A process and its descendants; those that end meanwhile are left out. */
function treeOf(rootPid: number): readonly number[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    // the name in brackets may hold anything; the parent is the second field behind it
    const parent = Number(read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1] ?? 0);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const found = [rootPid];
  for (const pid of found) found.push(...(childrenOf.get(pid) ?? []));
  return found;
}

function memoryOf(pid: number): ProcessMemory {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  const bytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'mu').exec(rollup)?.[1] ?? 0) * 1024;
  const words = read(`/proc/${pid}/cmdline`).split('\0');
  const name =
    words
      .find((word) => /\.(ts|m?js|py)$/u.test(word))
      ?.split('/')
      .at(-1) ??
    words[0] ??
    '';
  return { pid, name, shareBytes: bytes('Pss'), residentBytes: bytes('Rss') };
}

/** '' when the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
