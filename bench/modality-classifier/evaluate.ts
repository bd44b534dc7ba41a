/*
 * What intake makes of real studies by their content: single images, whole studies, all 24 ways to
 * confuse four names, each file mirrored, and how often it cries wolf.
 *
 *   node bench/modality-classifier/evaluate.ts STUDY_DIRECTORY...
 */
import { isModality, modalities, type Modality } from '#shared/domain/modality.ts';
import { listCandidates } from '../../src-main/intake/candidates.ts';
import {
  classifySingle,
  measureStrangeness,
  rankAssignments,
  shippedParameters,
} from '../../src-main/intake/content/classifier.ts';
import { measureMirrorAdvantage } from '../../src-main/intake/content/mirror.ts';
import { comparePair } from '../../src-main/intake/content/pair-features.ts';
import { foregroundMl, sketchVolume, type Sketch } from '../../src-main/imaging/sketch.ts';
import { describeImages } from '../../src-main/intake/content/study-features.ts';
import { slotFromName } from '../../src-main/intake/file-names.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';

async function readSketches(directory: string): Promise<ReadonlyMap<Modality, Sketch>> {
  const sketches = new Map<Modality, Sketch>();
  for (const { name, path } of await listCandidates([directory])) {
    const slot = slotFromName(name);
    if (slot === null || !isModality(slot)) continue;
    const image = await readNiftiFile(path);
    const start = performance.now();
    const sketch = sketchVolume(image);
    if (sketch !== null) sketches.set(slot, sketch);
    process.stdout.write(
      `  ${slot} sketch ${(performance.now() - start).toFixed(0)} ms, masked ${String(sketch?.isMasked)}, foreground ${sketch === null ? '-' : foregroundMl(sketch).toFixed(0)} mL\n`,
    );
  }
  return sketches;
}

function flip(sketch: Sketch): Sketch {
  const [width] = sketch.size;
  const values = sketch.values.map(
    (_, point) => sketch.values[point - (point % width) + (width - 1 - (point % width))] ?? 0,
  );
  return { ...sketch, values };
}

for (const directory of process.argv.slice(2)) {
  process.stdout.write(`${directory}\n`);
  const sketches = await readSketches(directory);
  const list = modalities.flatMap((modality) => sketches.get(modality) ?? []);
  let start = performance.now();
  const images = describeImages(list);
  const featuresMs = performance.now() - start;
  images.forEach(({ own }, index) => {
    const posterior = classifySingle(own);
    const truth = modalities[index] ?? 't1n';
    process.stdout.write(
      `  ${truth}: ${modalities.map((m) => `${m} ${posterior[m].toFixed(3)}`).join(' ')}  strange ${(measureStrangeness(own, truth) / shippedParameters.familiarLimit).toFixed(2)}\n`,
    );
  });
  const ranked = rankAssignments(images);
  process.stdout.write(
    `  joint: ${ranked
      .slice(0, 2)
      .map((r) => `${r.modalities.join(' ')} ${r.probability.toFixed(5)}`)
      .join(' | ')} (${featuresMs.toFixed(0)} ms)\n`,
  );
  start = performance.now();
  const rows: string[] = [];
  for (let i = 0; i < list.length; i += 1)
    for (let j = i + 1; j < list.length; j += 1) {
      const a = list[i];
      const b = list[j];
      if (a === undefined || b === undefined) continue;
      rows.push(
        `${i}${j}: r ${comparePair(a, b)?.correlation.toFixed(3)} mirror ${measureMirrorAdvantage(a, b).toFixed(3)} / ${measureMirrorAdvantage(flip(a), b).toFixed(3)}`,
      );
    }
  process.stdout.write(`  ${rows.join('\n  ')} (${(performance.now() - start).toFixed(0)} ms)\n`);
}
