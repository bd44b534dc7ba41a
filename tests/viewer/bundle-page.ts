import { join } from 'node:path';
import { build } from 'vite';

/** The script of a page beside this file, bundled in memory. */
export async function bundlePage(entry: 'canvas-page.ts' | 'picture-page.ts' = 'canvas-page.ts'): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '../..'),
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, entry), formats: ['iife'], name: 'canvasPage' },
    },
  });
  const bundle = Array.isArray(result) ? result[0] : result;
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  if (chunk === undefined) throw new Error('the bundler made nothing');
  return chunk.code;
}
