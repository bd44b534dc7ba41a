import { basename } from 'node:path';
import { isSameGrid } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { measureAgreement, type Agreement, type AgreementTable } from '../../analysis/agreement.ts';
import { readLabelMap } from '../../imaging/label-map.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';
import { padColumns, type CommandContext } from './command-context.ts';

export interface EvaluateOptions {
  readonly prediction: string;
  readonly reference: string;
  readonly isJson: boolean;
}

/** Prints how well two label maps agree, whichever convention each is in. */
export async function evaluate(options: EvaluateOptions, { output, sentences }: CommandContext): Promise<void> {
  const [prediction, reference] = await Promise.all([options.prediction, options.reference].map(readLabels));
  if (prediction === undefined || reference === undefined) throw new RangeError('two files in, two label maps out');
  if (!isSameGrid(prediction.geometry, reference.geometry)) {
    throw new GlioscopeError('geometry-mismatch', { file: prediction.file, other: reference.file });
  }
  const table = measureAgreement(prediction.labels, reference.labels, reference.geometry);
  if (options.isJson) {
    output.line(JSON.stringify(table));
    return;
  }
  for (const line of describeTable(table)) output.line(line);
  output.line(sentences.text('app.researchUseOnly'));
}

async function readLabels(path: string) {
  const file = basename(path);
  const image = await readNiftiFile(path);
  const { labels } = readLabelMap(image, file);
  return { file, labels, geometry: { shape: image.shape, affine: image.affine } };
}

const rows = ['ncr', 'ed', 'et', 'wt', 'tc'] as const;

const columns: readonly (readonly [string, (agreement: Agreement) => string])[] = [
  ['Dice', ({ dice }) => dice.toFixed(4)],
  ['IoU', ({ iou }) => iou.toFixed(4)],
  ['HD95 mm', ({ hd95Mm }) => hd95Mm.toFixed(2)],
  ['Sensitivity', ({ sensitivity }) => share(sensitivity)],
  ['Specificity', ({ specificity }) => share(specificity)],
  ['Precision', ({ precision }) => share(precision)],
  ['Predicted mL', ({ predictedMl }) => predictedMl.toFixed(2)],
  ['Reference mL', ({ referenceMl }) => referenceMl.toFixed(2)],
];

function describeTable(table: AgreementTable): readonly string[] {
  return padColumns([
    ['', ...columns.map(([title]) => title)],
    ...rows.map((row) => [row.toUpperCase(), ...columns.map(([, format]) => format(table[row]))]),
  ]);
}

function share(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}
