import { registerHooks } from 'node:module';

/* `node --import <this> dist/main/electron-main.js`: every `import ... from 'electron'` gets the stand-in. */
const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : nextResolve(specifier, context),
});
