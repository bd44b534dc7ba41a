import envPaths from 'env-paths';
import { resolve } from 'node:path';

/**
 * Where the library lives: the folder asked for, else `GLIOSCOPE_DATA_DIR`, else the system's place
 * for an application's data.
 */
export function dataDirectory(chosen: string | undefined = process.env['GLIOSCOPE_DATA_DIR']): string {
  return chosen === undefined || chosen === '' ? envPaths('Glioscope', { suffix: '' }).data : resolve(chosen);
}
