import { join } from 'node:path';
import { build } from 'vite';

export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/** The script of a page of these tests, and the styles it imports, bundled in memory. `entry` is beside this file. */
export async function bundlePage(entry = 'canvas-page.ts'): Promise<PageBundle> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '../..'),
    // as users get it, though tests run in another mode
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, entry), formats: ['iife'], name: 'testPage' },
    },
  });
  const bundle = Array.isArray(result) ? result[0] : result;
  if (bundle === undefined || !('output' in bundle)) throw new Error('the bundler made nothing');
  const [chunk, ...files] = bundle.output;
  const styles = files.flatMap((file) =>
    file.type === 'asset' && file.fileName.endsWith('.css') ? [file.source] : [],
  );
  return { script: chunk.code, style: styles.map(String).join('\n') };
}
