import { Option } from 'commander';
import { z } from 'zod';
import { spareModalities, type SpareModality } from '#shared/domain/modality.ts';

/** What the options of the command line call them. */
const optionNames: Readonly<Record<SpareModality, string>> = { t1n: 't1', t2w: 't2', t2f: 'flair' };

/** How the option is written that goes on without a modality; '' for what is not to be spared. */
export function withoutOptionFor(modality: string | number | undefined): string {
  const known = spareModalities.find((spare) => spare === modality);
  return known === undefined ? '' : `--without ${optionNames[known]}`;
}

export function withoutOption(): Option {
  return new Option('--without <modality>', 'go on without a modality, in a study that lacks it').choices(
    Object.values(optionNames),
  );
}

/** The option's value as a modality. */
export const withoutSchema = z
  .string()
  .optional()
  .transform((name) => spareModalities.find((spare) => optionNames[spare] === name) ?? null);
