/* Compiles every layer with its own libraries: a renderer file that says `node:fs` does not compile. */
import { run } from './set-up.mjs';

const projects = [
  'src-shared/tsconfig.json',
  'src-main/tsconfig.json',
  'src-main/hosts/electron/tsconfig.preload.json',
  'src-renderer/tsconfig.json',
  'src-renderer/tsconfig.tests.json',
  'tsconfig.json',
];
let failed = 0;
for (const project of projects) {
  const status = run('tsc', ['--project', project]);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${project}\n`);
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
