import { builtinModules } from 'node:module';
import { defineConfig, type EnvironmentOptions } from 'vite';

/*
 * Everything that runs in Node or in Electron outside the page, bundled into dist/main: the sources
 * run as they are under Node, but Electron's own Node does not strip types, and a packaged app should
 * not carry the whole of node_modules. Native packages stay outside the bundle.
 */
const outDir = 'dist/main';
const natives = ['electron', 'better-sqlite3', 'onnxruntime-node'];

function bundle(input: Record<string, string>, output: { format: 'es' | 'cjs'; entry: string }): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: natives, builtins: [...builtinModules, /^node:/] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input,
        // beside the entries: a shared chunk lies as deep as they do, so paths relative to a file hold
        output: { format: output.format, entryFileNames: output.entry, chunkFileNames: 'shared-[name]-[hash].js' },
      },
    },
  };
}

const main = bundle(
  {
    'electron-main': 'src-main/hosts/electron/main.ts',
    'backend-process': 'src-main/hosts/electron/backend-process.ts',
    'registration-process': 'src-main/registration/registration-process.ts',
    'sample-worker': 'src-main/sample/sample-worker.ts',
    'inference-process': 'src-main/inference/inference-process.ts',
    'parent-watch': 'src-main/processes/parent-watch.ts',
    'browser-host': 'src-main/hosts/browser/main.ts',
    cli: 'src-main/hosts/cli/main.ts',
  },
  { format: 'es', entry: '[name].js' },
);
// a sandboxed preload is one CommonJS file
const preload = bundle({ preload: 'src-main/hosts/electron/preload.ts' }, { format: 'cjs', entry: '[name].cjs' });

export default defineConfig({
  logLevel: 'warn',
  // Vite's own environment for pages is not used here; the renderer has its config in vite.config.ts
  environments: {
    main: { ...main, build: { ...main.build, emptyOutDir: true } },
    preload,
  },
  builder: {
    buildApp: async (builder) => {
      for (const name of ['main', 'preload']) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
});
