import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { NiftiGeometryHeader } from '../../imaging/nifti-header.ts';
import { gzipNifti } from '../../imaging/nifti-write.ts';
import { expectationSchema, regionRangesSchema } from '../../library/sureness-schemas.ts';
import { writeExport } from '../../library/write-export.ts';
import { encodeLabelMap } from '../export-result.ts';
import { safeFileName } from '../safe-file-name.ts';
import type { LabelledCase } from './labelled-cases.ts';
import { decodeLabels, type ScoredLabels } from './scored-labels.ts';

/** How a stored prediction was made; it is made again when any of it is different. */
export interface PredictionKey {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly appVersion: string;
  /** Whether the brain is found first, and by what. */
  readonly brainExtraction: string;
}

const recordSchema = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string(),
  appVersion: z.string(),
  brainExtraction: z.string().default('off'),
  /** Name, size and time of change of each input file. */
  inputs: z.array(z.string()),
  sha256: z.string(),
  engine: z.string(),
  provider: z.string(),
  seconds: z.number(),
  /** What the network said of it (domain/uncertainty.ts); null: kept before that was. */
  sureness: z.object({ rangesMl: regionRangesSchema, expected: expectationSchema }).nullable().default(null),
});
export type PredictionRecord = z.infer<typeof recordSchema>;

/** Predictions under the folder of an evaluation: a label map and how it was made for each case. */
export interface PredictionStore {
  /** Null unless it was made with the same model and app, from the same files, and is whole. */
  find(labelled: LabelledCase): Promise<{ labels: ScoredLabels; record: PredictionRecord } | null>;
  /** Throws storage-full, storage-failed. */
  add(
    labelled: LabelledCase,
    made: { labels: Uint8Array; header: NiftiGeometryHeader },
    run: Pick<PredictionRecord, 'engine' | 'provider' | 'seconds' | 'sureness'>,
  ): Promise<PredictionRecord>;
}

export function createPredictionStore(directory: string, key: PredictionKey): PredictionStore {
  const pathOf = ({ name }: LabelledCase, extension: string): string =>
    join(directory, safeFileName(`${name}${extension}`));
  return {
    async find(labelled) {
      const record = await readRecord(pathOf(labelled, '.json'));
      if (record === null || !isMadeWith(record, key)) return null;
      if (record.inputs.join('\n') !== (await describeInputs(labelled)).join('\n')) return null;
      const path = pathOf(labelled, '.nii.gz');
      const bytes = await readFile(path).catch(() => null);
      if (bytes === null || hashOf(bytes) !== record.sha256) return null;
      return { labels: await decodeLabels(bytes, basename(path), labelled.convention), record };
    },
    async add(labelled, { labels, header }, run) {
      const bytes = await gzipNifti(encodeLabelMap(labels, header, labelled.convention));
      const record = { ...key, inputs: await describeInputs(labelled), sha256: hashOf(bytes), ...run };
      await writeExport(pathOf(labelled, '.nii.gz'), bytes);
      await writeExport(pathOf(labelled, '.json'), Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
      return record;
    },
  };
}

async function readRecord(path: string): Promise<PredictionRecord | null> {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isMadeWith(record: PredictionRecord, key: PredictionKey): boolean {
  return (
    record.modelId === key.modelId &&
    record.modelVersion === key.modelVersion &&
    record.modelSha256 === key.modelSha256 &&
    record.appVersion === key.appVersion &&
    record.brainExtraction === key.brainExtraction
  );
}

async function describeInputs({ images }: LabelledCase): Promise<string[]> {
  const described = images.map(async ({ candidate, slot }) => {
    const { size, mtimeMs } = await stat(candidate.path);
    return `${slot ?? ''} ${candidate.name} ${size} ${mtimeMs}`;
  });
  return Promise.all(described);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
