import { Option } from 'commander';
import { z } from 'zod';
import {
  brainExtractionModes,
  usualBrainExtraction,
  type BrainExtractionMode,
} from '#shared/domain/brain-extraction.ts';
import { requestExtraction } from '../../inference/brain/extraction-package.ts';
import type { BrainExtractionRequest } from '../../inference/segmentation.ts';
import type { Installation } from '../installation.ts';

export function brainExtractionOption(): Option {
  const told = 'find the brain first: in images that show a skull, in all of them, or not at all';
  return new Option('--brain-extraction <when>', told).choices(brainExtractionModes).default(usualBrainExtraction);
}

export const brainExtractionSchema = z.enum(brainExtractionModes);

/** Its package comes with Glioscope; one among the models of `--models-dir` goes before it. */
export function extractionFor(
  mode: BrainExtractionMode,
  modelsDirectory: string,
  installation: Pick<Installation, 'modelsDirectory'>,
): BrainExtractionRequest | undefined {
  return requestExtraction(mode, [modelsDirectory, installation.modelsDirectory]);
}
