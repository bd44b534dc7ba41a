import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';

export const program = fileURLToPath(new URL('../../bin/glioscope.mjs', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly notes: string;
}

/** The program as a user runs it in a shell. */
export interface CommandLine {
  /** Where it runs: a folder of the test's own, empty but for `modelsDirectory`. */
  readonly directory: string;
  /** Holds the tiny network `neighbours`. */
  readonly modelsDirectory: string;
  /** In a process group of its own; killed at the end of the test if it still runs. */
  start(...args: readonly string[]): ChildProcess;
  run(...args: readonly string[]): Promise<Run>;
}

/** For the tests of a file; to be called outside of them. */
export function useCommandLine(): CommandLine {
  let directory = '';
  const modelsDirectory = (): string => join(directory, 'models');
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'glioscope-cli-'));
    await writeTinyModel(modelsDirectory(), 'neighbours');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  function start(...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: directory,
      env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    children.push(child);
    return child;
  }

  async function run(...args: readonly string[]): Promise<Run> {
    const child = start(...args);
    let [output, notes] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (notes += text));
    await once(child, 'close');
    return { code: child.exitCode, output, notes };
  }

  return {
    get directory() {
      return directory;
    },
    get modelsDirectory() {
      return modelsDirectory();
    },
    start,
    run,
  };
}
