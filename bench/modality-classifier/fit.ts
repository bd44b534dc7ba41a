import { modalities, type Modality } from '#shared/domain/modality.ts';
import {
  arrangements,
  measureStrangeness,
  modalityPairs,
  softmax,
  standardiseOwn,
  type ClassifierParameters,
  type ImageFeatures,
} from '../../src-main/intake/content/classifier.ts';

/** The four images of one study in the order of `modalities`. */
export interface LabelledFeatures {
  readonly study: string;
  readonly images: readonly ImageFeatures[];
}

const singlePenalty = 0.02;
const jointPenalty = 0.02;
const iterations = 600;
/** Images further from all of training than the furthest training image by this factor are called strange. */
const strangenessMargin = 1.6;

/** Maximum likelihood with an L2 penalty by gradient steps (Adam) from zero: no chance in it. */
export function fitClassifier(studies: readonly LabelledFeatures[], version: string): ClassifierParameters {
  const all = studies.flatMap(({ images }) => images.map(({ own }) => own));
  const ownMean = column(all).map(mean);
  const ownScale = column(all).map((values) => Math.max(deviation(values), 0.05));
  const pairs = studies.flatMap(({ images }) => images.flatMap(({ towards }) => towards.filter((f) => f !== null)));
  const pairScale = column(pairs).map((values) => Math.max(deviation(values), 0.05));
  const standard = studies.map(({ images }) => images.map(({ own }) => standardiseOwn(own, { ownMean, ownScale })));
  const familiar = byModality((modality) => {
    const columns = column(standard.map((images) => images[modalities.indexOf(modality)] ?? []));
    return { centre: columns.map(mean), spread: columns.map((values) => Math.max(deviation(values), 0.1)) };
  });
  const parameters: ClassifierParameters = {
    ...{ version, ownMean, ownScale, pairScale, familiar, familiarLimit: 0 },
    single: fitSingle(standard),
    joint: fitJoint(studies, standard, pairScale),
  };
  const strangeness = studies.flatMap(({ images }) =>
    images.map(({ own }, index) => measureStrangeness(own, modalities[index] ?? 't1n', parameters)),
  );
  return { ...parameters, familiarLimit: Math.max(...strangeness) * strangenessMargin };
}

function fitSingle(standard: readonly (readonly (readonly number[])[])[]): ClassifierParameters['single'] {
  const size = standard[0]?.[0]?.length ?? 0;
  const samples = standard.flatMap((images) =>
    images.map((features, label) => ({ features: [...features, 1], label })),
  );
  const block = size + 1;
  const weights = minimise(block * modalities.length, singlePenalty, (current, gradient) => {
    for (const { features, label } of samples) {
      const scores = modalities.map((_, klass) => dotAt(current, klass * block, features));
      softmax(scores).forEach((probability, klass) => {
        addAt(gradient, klass * block, features, (probability - (klass === label ? 1 : 0)) / samples.length);
      });
    }
  });
  const of = (modality: Modality): readonly number[] => {
    const start = modalities.indexOf(modality) * block;
    return [...weights.slice(start, start + block)];
  };
  return {
    own: byModality((modality) => of(modality).slice(0, size)),
    constant: byModality((modality) => of(modality)[size] ?? 0),
  };
}

function fitJoint(
  studies: readonly LabelledFeatures[],
  standard: readonly (readonly (readonly number[])[])[],
  pairScale: readonly number[],
): ClassifierParameters['joint'] {
  const permutations = arrangements([0, 1, 2, 3], 4); // permutation[image] = index of its modality
  const size = standard[0]?.[0]?.length ?? 0;
  const pairSize = pairScale.length;
  const samples = studies.map(({ images }, study) =>
    permutations.map((permutation) => {
      const features = new Float64Array(size * 4 + pairSize * modalityPairs.length);
      permutation.forEach((modality, image) => {
        addAt(features, modality * size, standard[study]?.[image] ?? [], 1);
      });
      modalityPairs.forEach(([first, second], pair) => {
        const from = permutation.indexOf(modalities.indexOf(first));
        const to = permutation.indexOf(modalities.indexOf(second));
        const values = images[from]?.towards[to] ?? null;
        values?.forEach((value, index) => {
          features[size * 4 + pair * pairSize + index] = value / (pairScale[index] ?? 1);
        });
      });
      return features;
    }),
  );
  const truth = permutations.findIndex((permutation) => permutation.every((modality, image) => modality === image));
  const weights = minimise(size * 4 + pairSize * modalityPairs.length, jointPenalty, (current, gradient) => {
    for (const candidates of samples) {
      softmax(candidates.map((features) => dotAt(current, 0, features))).forEach((probability, candidate) => {
        const weight = (probability - (candidate === truth ? 1 : 0)) / samples.length;
        if (Math.abs(weight) > 1e-9) addAt(gradient, 0, candidates[candidate] ?? new Float64Array(0), weight);
      });
    }
  });
  return {
    own: byModality((modality) => {
      const start = modalities.indexOf(modality) * size;
      return [...weights.slice(start, start + size)];
    }),
    pairs: modalityPairs.map((_, pair) => {
      const start = size * 4 + pair * pairSize;
      return [...weights.slice(start, start + pairSize)];
    }),
  };
}

/** Adam (Kingma & Ba 2015) on the mean loss, whose gradient `addGradient` adds, plus penalty/2 * |w|^2. */
function minimise(
  size: number,
  penalty: number,
  addGradient: (weights: Float64Array, gradient: Float64Array) => void,
): Float64Array {
  const weights = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  for (let step = 1; step <= iterations; step += 1) {
    const gradient = weights.map((weight) => weight * penalty);
    addGradient(weights, gradient);
    const rate = 0.05 * (1 - step / (iterations + 1));
    for (let index = 0; index < size; index += 1) {
      const slope = gradient[index] ?? 0;
      first[index] = 0.9 * (first[index] ?? 0) + 0.1 * slope;
      second[index] = 0.999 * (second[index] ?? 0) + 0.001 * slope * slope;
      const momentum = (first[index] ?? 0) / (1 - 0.9 ** step);
      const energy = (second[index] ?? 0) / (1 - 0.999 ** step);
      weights[index] = (weights[index] ?? 0) - (rate * momentum) / (Math.sqrt(energy) + 1e-8);
    }
  }
  return weights;
}

function byModality<T>(of: (modality: Modality) => T): Record<Modality, T> {
  return { t1n: of('t1n'), t1c: of('t1c'), t2w: of('t2w'), t2f: of('t2f') };
}

function column(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function dotAt(weights: Float64Array, start: number, features: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < features.length; index += 1)
    sum += (weights[start + index] ?? 0) * (features[index] ?? 0);
  return sum;
}

function addAt(target: Float64Array, start: number, features: ArrayLike<number>, weight: number): void {
  for (let index = 0; index < features.length; index += 1) {
    target[start + index] = (target[start + index] ?? 0) + weight * (features[index] ?? 0);
  }
}
