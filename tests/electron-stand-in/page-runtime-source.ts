import { fileURLToPath } from 'node:url';
import { build } from 'vite';

let bundled: Promise<string> | null = null;

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      lib: {
        entry: fileURLToPath(new URL('./page-runtime.ts', import.meta.url)),
        formats: ['iife'],
        name: 'standIn',
      },
    },
  });
  const outputs = [built].flat();
  for (const output of outputs) {
    if ('output' in output) return output.output[0].code;
  }
  throw new Error('stand-in: the page runtime was not bundled');
}

/**
 * One script for the page: the runtime, then the real preload, each in a scope of its own. The preload
 * stands in the text rather than in a string, because the page's policy forbids eval.
 */
export async function pageRuntimeSource(socketUrl: string, preload: string): Promise<string> {
  bundled ??= bundle();
  return `(() => {
if (window !== window.top || !location.href.startsWith('http')) return;
${await bundled}
const electron = standIn.createElectronForPreload(${JSON.stringify(socketUrl)});
const require = (name) => {
  if (name === 'electron') return electron;
  throw new Error('module not found: ' + name + ' (a sandboxed preload has electron only)');
};
(function (require, module, exports) {
${preload}
})(require, { exports: {} }, {});
})();`;
}
