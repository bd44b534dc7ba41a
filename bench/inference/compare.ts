/*
 * The product against the common way, in turns on the same machine: `glioscope segment`, process start to
 * file, beside a plain PyTorch program (sliding_window.py) with the same weights. Wall clock, CPU time, peak
 * memory of the largest process, and Dice against the expert's label map of the study.
 *
 *   node bench/inference/compare.ts STUDY_DIRECTORY [MODEL_ID] [MODELS_DIRECTORY]
 *
 * PYTHON names an interpreter with PyTorch, onnx and nibabel (default: python3); ROUNDS=2 repeats.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { modalities, type Slot } from '#shared/domain/modality.ts';
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
print(json.dumps([status, time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6]))
`;

function measure(command: readonly string[]): string {
  const { stdout, stderr } = spawnSync(python, ['-c', measuring, ...command], { encoding: 'utf8', cwd: root });
  const [status = 1, wall = 0, processor = 0, peak = 0] = JSON.parse(stdout || '[1]') as number[]; // holds: printed above
  if (status !== 0) throw new Error(stderr.slice(-2000));
  const seconds = (value: number): string => `${value.toFixed(1).padStart(7)} s`;
  return `wall ${seconds(wall)}  CPU ${seconds(processor)}  peak ${peak.toFixed(0).padStart(5)} MB  load ${(loadavg()[0] ?? 0).toFixed(1)}`;
}

/** Dice of whole tumour, core and enhancing tumour, by the product's own evaluation. */
function score(prediction: string, reference: string): string {
  const command = [join(root, 'src-main/hosts/cli/main.ts'), 'evaluate', prediction, reference];
  return spawnSync(process.execPath, command, { encoding: 'utf8', cwd: root }).stdout.trim();
}

async function main([study = '', modelId = 'glioscope-unet', models]: readonly string[]): Promise<void> {
  const modelsDirectory = resolve(models ?? join(root, 'models'));
  const { onnxPath } = await readModelPackage(join(modelsDirectory, modelId));
  const files = await listCandidates([study]);
  const pathOf = (slot: Slot): string => files.find(({ name }) => slotFromName(name) === slot)?.path ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'glioscope-compare-'));
  const [ours, theirs] = [join(folder, 'ours.nii.gz'), join(folder, 'theirs.nii.gz')];
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    for (let round = 0; round < Number(process.env['ROUNDS'] ?? 1); round += 1) {
      const cli = [process.execPath, join(root, 'src-main/hosts/cli/main.ts')];
      const segment = ['segment', study, '--out', ours, '--model', modelId, '--models-dir', modelsDirectory];
      say(`glioscope       ${measure([...cli, ...segment])}`);
      const window = [
        python,
        join(import.meta.dirname, 'sliding_window.py'),
        onnxPath,
        ...modalities.map(pathOf),
        theirs,
      ];
      say(`sliding window  ${measure(window)}`);
    }
    const reference = pathOf('reference');
    if (reference !== '') {
      say(`\nglioscope\n${score(ours, reference)}`);
      say(`\nsliding window\n${score(theirs, reference)}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

await main(process.argv.slice(2));
