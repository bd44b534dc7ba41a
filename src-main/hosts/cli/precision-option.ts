import { Option } from 'commander';
import { z } from 'zod';
import { precisions, usualPrecision } from '#shared/domain/precision.ts';

export function precisionOption(): Option {
  const told = 'numbers the network computes with: 8-bit where the model brings such weights, or as it was trained';
  return new Option('--precision <numbers>', told).choices(precisions).default(usualPrecision);
}

export const precisionSchema = z.enum(precisions);
