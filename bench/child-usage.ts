import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/* What a process took of the machine, as far as the machine tells. */

/** Linux counts processor time in hundredths of a second for every program, whatever its clock. */
const ticksPerSecond = 100;

/** Seconds of processor time a living process has taken, all threads; null where the system has no /proc. */
export function processorSeconds(pid: number | undefined): number | null {
  try {
    // the name, in brackets, may hold blanks: fields are counted behind it
    const fields =
      readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return null;
  }
}

export interface CardMemoryWatch {
  /** Ends the watch: the most any NVIDIA card held beyond what it held at first, MiB; null where nothing told. */
  stop(): number | null;
}

/**
 * Follows the memory of the NVIDIA cards ten times a second. It is the whole card's, as drivers do not tell
 * every program's own inside containers and under WebGPU: another program on the card counts.
 */
export async function watchCardMemory(): Promise<CardMemoryWatch> {
  const seen = new Map<string, { first: number; most: number }>();
  const query = ['--query-gpu=index,memory.used', '--format=csv,noheader,nounits', '-lms', '100'];
  const child = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
    createInterface(child.stdout).on('line', (line) => {
      const [card = '', used = ''] = line.split(',');
      const mebibytes = Number.parseInt(used, 10);
      if (Number.isNaN(mebibytes)) return;
      const { first, most } = seen.get(card) ?? { first: mebibytes, most: mebibytes };
      seen.set(card, { first, most: Math.max(most, mebibytes) });
      resolve();
    });
  });
  return {
    stop() {
      child.kill();
      return seen.size === 0 ? null : Math.max(...[...seen.values()].map(({ first, most }) => most - first));
    },
  };
}
