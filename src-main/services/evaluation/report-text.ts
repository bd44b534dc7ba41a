import { absentHd95Mm } from '../../analysis/surface-distance.ts';
import { ignoredLesionMm3, lesionDilationSteps } from '../../analysis/lesion-wise.ts';
import { bootstrapResamples, bootstrapSeed } from '../../analysis/sample-statistics.ts';
import type { Metric, Target } from './scores.ts';

/* The words of an evaluation's tables. English only: its readers compare it with papers. */

export const notice = 'Research use only – not a medical device';

export const targetTitles: Readonly<Record<Target, string>> = {
  ncr: 'NCR · necrotic core',
  ed: 'ED · oedema',
  et: 'ET · enhancing tumour',
  wt: 'WT · whole tumour',
  tc: 'TC · tumour core',
};

interface MetricText {
  /** Heading of a column. */
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly definition: string;
}

export const metricTexts: Readonly<Record<Metric, MetricText>> = {
  dice: { ...fraction('Dice'), definition: '2 TP / (2 TP + FP + FN).' },
  expectedDice: {
    ...fraction('Expected Dice'),
    definition:
      'For the regions: the Dice that the network itself expected of its mask, without having seen the reference. Of networks whose probabilities were fitted to experts’ masks; not defined where the region is not marked.',
  },
  iou: {
    ...fraction('IoU'),
    definition:
      'TP / (TP + FP + FN), also called Jaccard index. Case by case it is Dice / (2 − Dice), never more than Dice; a mean IoU above the mean Dice of the same masks cannot be right.',
  },
  hd95Mm: {
    ...millimetres('HD95'),
    definition:
      'The 95th percentile of the distances between the two surfaces, both ways pooled, from voxel centre to voxel centre in mm. A surface is the voxels with a face neighbour outside the mask.',
  },
  sensitivity: { ...fraction('Sensitivity'), definition: 'TP / (TP + FN); not defined without reference.' },
  specificity: {
    ...fraction('Specificity'),
    definition:
      'TN / (TN + FP) over all voxels of the image. The air around the head makes it nearly 1 for everything.',
  },
  precision: { ...fraction('Precision'), definition: 'TP / (TP + FP); not defined without prediction.' },
  accuracy: {
    ...fraction('Accuracy'),
    definition: '(TP + TN) / all voxels of the image; nearly 1 for everything, as specificity.',
  },
  predictedMl: { ...millilitres('Predicted'), definition: 'Volume of the predicted mask.' },
  referenceMl: { ...millilitres('Reference'), definition: 'Volume of the reference mask.' },
  volumeErrorMl: { ...millilitres('Volume error'), definition: 'Predicted minus reference volume.' },
  volumeErrorPercent: {
    ...{ title: 'Volume error', unit: '%', digits: 1 },
    definition: 'The same as a percentage of the reference volume; not defined without reference.',
  },
  withinRange: {
    ...{ title: 'Within range', unit: '', digits: 2 },
    definition:
      'For the regions: 1 where the reference volume lies within the range that was given with the prediction’s volume, else 0. The mean is the share of cases.',
  },
  lesionDice: {
    ...fraction('Lesion-wise Dice'),
    definition: `As in BraTS 2023 (gliomas), for the regions WT, TC and ET: the reference is grown by ${lesionDilationSteps} steps of the 18-neighbourhood, and what then hangs together (26-neighbourhood) is one lesion. Each is compared with all predicted components that reach into it once grown. Lesions up to ${ignoredLesionMm3} mm³ are left out. Predicted components that reach no lesion are false ones. The mean over lesions and false ones, which count 0; 1 where there is neither.`,
  },
  lesionHd95Mm: {
    ...millimetres('Lesion-wise HD95'),
    definition: `The same for HD95; missed and false lesions count ${absentHd95Mm} mm. The challenge’s own program weighs surfaces by area and takes the worse of the two directions, so its figures differ a little.`,
  },
  lesions: { ...whole('Lesions'), definition: `Lesions of the reference larger than ${ignoredLesionMm3} mm³.` },
  lesionsFound: { ...whole('Found'), definition: 'Those of them that a predicted component reaches.' },
  falseLesions: { ...whole('False'), definition: 'Predicted components, of any size, that reach no lesion.' },
};

export const emptyRule = `Where prediction and reference are both empty, Dice and IoU are 1 and HD95 is 0; where one of them is, they are 0, 0 and ${absentHd95Mm} mm. This is the rule of BraTS. A share of nothing (sensitivity without reference, precision without prediction, error in % without reference) is not defined and left out of means; the number of cases behind each mean is in the files.`;

export const summaryRule = `Mean over the cases; below it the median and the 95 % interval of the mean: percentile bootstrap, as many cases as there are drawn with replacement, ${bootstrapResamples.toLocaleString('en')} times, seed ${bootstrapSeed}. It tells how much the mean would move with other cases of the same kind, not how other hospitals would do.`;

export const positiveRule =
  'TP, FP, FN, TN: voxels in both masks, in the prediction only, in the reference only, in neither.';

function fraction(title: string): Omit<MetricText, 'definition'> {
  return { title, unit: '', digits: 3 };
}

function millimetres(title: string): Omit<MetricText, 'definition'> {
  return { title, unit: 'mm', digits: 1 };
}

function millilitres(title: string): Omit<MetricText, 'definition'> {
  return { title, unit: 'mL', digits: 1 };
}

function whole(title: string): Omit<MetricText, 'definition'> {
  return { title, unit: '', digits: 0 };
}

/** A figure as it stands in a table; a dash where it is not defined. */
export function formatFigure(value: number | null, digits: number): string {
  if (value === null) return '–';
  const text = value.toFixed(digits);
  const isNothing = Number(text) === 0;
  return (isNothing ? text.replace('-', '') : text).replace('-', '−');
}
