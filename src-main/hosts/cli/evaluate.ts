import { basename } from 'node:path';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { measureAgreement, type Agreement, type AgreementTable } from '../../analysis/agreement.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';
import { conventionOfLabelMap } from '../../intake/file-names.ts';
import { labelsOfImage, refuseOtherGrid, type ScoredLabels } from '../../services/evaluation/scored-labels.ts';
import { padColumns, type CommandContext } from './command-context.ts';

export interface EvaluateOptions {
  readonly prediction: string;
  readonly reference: string;
  /** How both are coded where neither values nor a file of ours tell, whatever their names say. */
  readonly convention: LabelConvention | undefined;
  readonly isJson: boolean;
}

/**
 * Prints how well two label maps agree, whichever convention each is in: as its values tell, else as a file of ours
 * says, else as `convention` says, else as a name of the Decathlon's does.
 */
export async function evaluate(options: EvaluateOptions, { output, sentences }: CommandContext): Promise<void> {
  const { convention } = options;
  const [prediction, reference] = await Promise.all([
    readLabels(options.prediction, convention),
    readLabels(options.reference, convention),
  ]);
  refuseOtherGrid(prediction, reference);
  const table = measureAgreement(prediction.labels, reference.labels, reference.geometry);
  const notice = sentences.text('app.researchUseOnly');
  if (options.isJson) {
    output.line(JSON.stringify({ notice, ...table }));
    return;
  }
  for (const line of describeTable(table)) output.line(line);
  output.line(notice);
}

async function readLabels(path: string, convention: LabelConvention | undefined): Promise<ScoredLabels> {
  const name = basename(path);
  return labelsOfImage(await readNiftiFile(path), name, convention ?? conventionOfLabelMap(name) ?? undefined);
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
