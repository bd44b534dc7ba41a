/*
 * Trains the classifier that tells the four modalities apart, and says how good it is on studies it
 * has not seen (cross-validation by study). Deterministic: the same studies give the same parameters.
 *
 *   node bench/modality-classifier/train.ts TRAINING_DIRECTORY [PARAMETERS.json]
 *
 * TRAINING_DIRECTORY holds `<case>_image.nii.xz` (see training-cases.ts). Without the second argument
 * nothing is written.
 */
import { writeFile } from 'node:fs/promises';
import { modalities } from '#shared/domain/modality.ts';
import { classifySingle, measureStrangeness, rankAssignments } from '../../src-main/intake/content/classifier.ts';
import type { ClassifierParameters } from '../../src-main/intake/content/classifier.ts';
import type { Sketch } from '../../src-main/imaging/sketch.ts';
import { describeImages } from '../../src-main/intake/content/study-features.ts';
import { fitClassifier, type LabelledFeatures } from './fit.ts';
import { readTrainingStudies } from './training-cases.ts';

const version = '1';
const folds = 6;
/** Scanners differ in contrast: each study is also seen with its grey levels bent by these exponents, in turn per image. */
const gammas = [1, 0.75, 1.35] as const;

function bendGreyLevels(sketch: Sketch, gamma: number): Sketch {
  const table = Uint8Array.from({ length: 256 }, (_, level) =>
    level === 0 ? 0 : 1 + Math.round(254 * ((level - 1) / 254) ** gamma),
  );
  return { ...sketch, values: sketch.values.map((level) => table[level] ?? 0) };
}

interface StudyVariants {
  readonly study: string;
  readonly variants: readonly LabelledFeatures[];
}

async function readFeatures(directory: string): Promise<readonly StudyVariants[]> {
  const studies = await readTrainingStudies(directory);
  return studies.map(({ name, sketches }) => ({
    study: name,
    variants: gammas.map((_, variant) => ({
      study: name,
      images: describeImages(
        modalities.map((modality, image) =>
          bendGreyLevels(sketches[modality], variant === 0 ? 1 : (gammas[(variant + image) % gammas.length] ?? 1)),
        ),
      ),
    })),
  }));
}

interface Tally {
  readonly single: number;
  readonly joint: number;
  /** Lowest probability the true assignment got. */
  readonly leastSure: number;
  readonly strangest: number;
}

function evaluate(studies: readonly StudyVariants[], parameters: ClassifierParameters): Tally {
  let single = 0;
  let joint = 0;
  let leastSure = 1;
  let strangest = 0;
  for (const { variants } of studies) {
    const images = variants[0]?.images ?? [];
    images.forEach(({ own }, image) => {
      const posterior = classifySingle(own, parameters);
      const modality = modalities[image] ?? 't1n';
      if (modalities.every((other) => posterior[other] <= posterior[modality])) single += 1;
      strangest = Math.max(strangest, measureStrangeness(own, modality, parameters) / parameters.familiarLimit);
    });
    const ranked = rankAssignments(images, parameters);
    const isTrue = (chosen: readonly string[]): boolean => chosen.every((name, index) => name === modalities[index]);
    if (isTrue(ranked[0]?.modalities ?? [])) joint += 1;
    leastSure = Math.min(leastSure, ranked.find((entry) => isTrue(entry.modalities))?.probability ?? 0);
  }
  return { single, joint, leastSure, strangest };
}

async function main([directory, target]: readonly string[]): Promise<void> {
  if (directory === undefined) throw new Error('which directory holds the training studies?');
  const studies = await readFeatures(directory);
  const fit = (part: readonly StudyVariants[]): ClassifierParameters =>
    fitClassifier(
      part.flatMap(({ variants }) => variants),
      version,
    );
  let single = 0;
  let joint = 0;
  let leastSure = 1;
  for (let fold = 0; fold < folds; fold += 1) {
    const held = studies.filter((_, index) => index % folds === fold);
    const tally = evaluate(held, fit(studies.filter((_, index) => index % folds !== fold)));
    single += tally.single;
    joint += tally.joint;
    leastSure = Math.min(leastSure, tally.leastSure);
  }
  const { length } = studies;
  process.stdout.write(
    `cross-validation (${folds} folds, ${length} studies): single images ${single}/${length * 4}, ` +
      `whole studies ${joint}/${length}, least sure of the truth ${leastSure.toFixed(4)}\n`,
  );
  const parameters = fit(studies);
  const own = evaluate(studies, parameters);
  process.stdout.write(
    `on its own training studies: ${own.single}/${length * 4}, ${own.joint}/${length}, least sure ${own.leastSure.toFixed(4)}\n`,
  );
  if (target !== undefined) await writeFile(target, `${JSON.stringify(parameters, roundNumbers)}\n`);
}

function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

await main(process.argv.slice(2));
