#!/usr/bin/env node
/* `npx glioscope`: runs the command line on the Node the project brings along, whatever Node started this file. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const ownNode = inRoot(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const node = existsSync(ownNode) ? ownNode : process.execPath;
const source = inRoot('src-main/hosts/cli/main.ts');
const entry = existsSync(source) ? source : inRoot('dist/main/cli.js');

// sources are stripped of their types and compiled once, not at every start; where this folder cannot be written they are again
const env = { NODE_COMPILE_CACHE: inRoot('node_modules/.cache/glioscope'), ...process.env };
const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit', env });
// the terminal sends Ctrl-C to both; the child decides when to end
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`Glioscope could not start ${node}: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
