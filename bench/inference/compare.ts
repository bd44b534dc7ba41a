/*
 * The product against the common way, in turns on the same machine: `glioscope segment` as it is installed, process start to
 * file, beside a plain PyTorch program (sliding_window.py) with the same weights. One table: wall clock, CPU time and
 * peak memory of the largest process (medians over studies and rounds) with their ratios, and the mean Dice of whole
 * tumour, core and enhancing tumour against the experts' label maps with its difference.
 *
 *   node bench/inference/compare.ts [--model ID] [--models-dir DIRECTORY] [--rounds 1] [--uncropped] STUDY_DIRECTORY ...
 *
 * --uncropped: the window slides over all of the image, as many programs do, instead of the box around the brain.
 * PYTHON names an interpreter with PyTorch, onnx and nibabel (default: python3).
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { modalities, type Slot } from '#shared/domain/modality.ts';
import { measureRegionDice } from '#shared/domain/region-dice.ts';
import { padColumns } from '../../src-main/hosts/cli/command-context.ts';
import { readLabelMap } from '../../src-main/imaging/label-map.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { readModelPackage } from '../../src-main/inference/model-package.ts';
import { listCandidates } from '../../src-main/intake/candidates.ts';
import { slotFromName } from '../../src-main/intake/file-names.ts';

const root = resolve(import.meta.dirname, '../..');
const python = process.env['PYTHON'] ?? 'python3';

/** Runs a command and says what it and its children took; getrusage knows more than Node tells. */
const measuring = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024]))
`;

interface Cost {
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

/** What one of both ways took and reached, run by run. */
interface Measured {
  readonly costs: Cost[];
  /** Of WT, TC and ET of every study with a reference. */
  readonly dice: number[];
}

function measure(command: readonly string[]): Cost {
  const { stdout, stderr } = spawnSync(python, ['-c', measuring, ...command], { encoding: 'utf8', cwd: root });
  const [status = 1, wallSeconds = 0, processorSeconds = 0, peakBytes = 0] = JSON.parse(stdout || '[1]') as number[]; // holds: printed above
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return { wallSeconds, processorSeconds, peakBytes };
}

async function readLabels(path: string): Promise<Uint8Array> {
  return readLabelMap(await readNiftiFile(path), basename(path)).labels;
}

async function scores(prediction: string, reference: string): Promise<readonly number[]> {
  const { wt, tc, et } = measureRegionDice(await readLabels(prediction), await readLabels(reference));
  return [wt, tc, et];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** The table: a line for each way, and one for ours beside theirs: ratios, and the difference of the Dice. */
function tableOf(ours: Measured, theirs: Measured): readonly string[] {
  const [mine, other] = [ours, theirs].map(({ costs, dice }) => ({
    wall: median(costs.map(({ wallSeconds }) => wallSeconds)),
    processor: median(costs.map(({ processorSeconds }) => processorSeconds)),
    peak: median(costs.map(({ peakBytes }) => peakBytes)),
    dice: dice.reduce((sum, value) => sum + value, 0) / dice.length,
  })) as [Summary, Summary]; // holds: two in, two out
  const dice = (value: number, sign = ''): string => (Number.isNaN(value) ? '-' : `${sign}${value.toFixed(3)}`);
  const row = (name: string, { wall, processor, peak, dice: mean }: Summary): readonly string[] => [
    ...[name, `${wall.toFixed(1)} s`, `${processor.toFixed(1)} s`, `${(peak / 1e6).toFixed(0)} MB`, dice(mean)],
  ];
  const ratio = (part: 'wall' | 'processor' | 'peak'): string => (mine[part] / other[part]).toFixed(2);
  const gained = mine.dice - other.dice;
  return padColumns([
    ['', 'wall', 'CPU time', 'peak memory', 'mean Dice'],
    row('glioscope', mine),
    row('sliding window', other),
    ['ratio, difference', ratio('wall'), ratio('processor'), ratio('peak'), dice(gained, gained > 0 ? '+' : '')],
  ]);
}

interface Summary {
  readonly wall: number;
  readonly processor: number;
  readonly peak: number;
  /** NaN without a study that has a reference. */
  readonly dice: number;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals: studies } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      model: { type: 'string', default: 'glioscope-unet' },
      'models-dir': { type: 'string', default: join(root, 'models') },
      rounds: { type: 'string', default: '1' },
      uncropped: { type: 'boolean', default: false },
    },
  });
  if (studies.length === 0) throw new Error('name the folder of a study at least');
  const modelsDirectory = resolve(values['models-dir']);
  const { onnxPath } = await readModelPackage(join(modelsDirectory, values.model));
  const folder = await mkdtemp(join(tmpdir(), 'glioscope-compare-'));
  const [ours, theirs]: [Measured, Measured] = [
    { costs: [], dice: [] },
    { costs: [], dice: [] },
  ];
  const [ourMask, theirMask] = [join(folder, 'ours.nii.gz'), join(folder, 'theirs.nii.gz')];
  try {
    for (const study of studies.map((given) => resolve(given))) {
      const files = await listCandidates([study]);
      const pathOf = (slot: Slot): string => files.find(({ name }) => slotFromName(name) === slot)?.path ?? '';
      for (let round = 0; round < Number(values.rounds); round += 1) {
        const segment = ['segment', study, '--out', ourMask, '--model', values.model, '--models-dir', modelsDirectory];
        ours.costs.push(measure([process.execPath, join(root, 'bin/glioscope.mjs'), ...segment]));
        const option = values.uncropped ? ['--uncropped'] : [];
        const program = [python, join(import.meta.dirname, 'sliding_window.py'), ...option, onnxPath];
        theirs.costs.push(measure([...program, ...modalities.map(pathOf), theirMask]));
      }
      const reference = pathOf('reference');
      if (reference === '') continue;
      ours.dice.push(...(await scores(ourMask, reference)));
      theirs.dice.push(...(await scores(theirMask, reference)));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const line of tableOf(ours, theirs)) process.stdout.write(`${line}\n`);
}

await main(process.argv.slice(2));
