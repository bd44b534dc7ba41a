#!/usr/bin/env node
/* `npx glioscope`: runs the command line on the Node the project brings along, whatever Node started this file. */
import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => new URL(`../${path}`, import.meta.url);
const ownNode = fileURLToPath(inRoot(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`));
const source = inRoot('src-main/hosts/cli/main.ts');
const entry = existsSync(source) ? source : inRoot('dist/main/cli.js');

// sources are stripped of their types and compiled once, not at every start; where this folder cannot be written they are again
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(inRoot('node_modules/.cache/glioscope'));

if (!existsSync(ownNode) || realpathSync(ownNode) === realpathSync(process.execPath)) {
  nodeModule.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(entry.href);
} else {
  await runOnOwnNode();
}

async function runOnOwnNode() {
  const { spawn } = await import('node:child_process');
  const child = spawn(ownNode, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  // the terminal sends Ctrl-C to both; the child decides when to end
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Glioscope could not start ${ownNode}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
