/*
 * Compiles every layer with its own libraries: a renderer file that says `node:fs` does not compile.
 * With arguments, only the projects whose path starts with one of them: `npm run typecheck src-renderer`.
 */
import { run } from './set-up.mjs';

const projects = [
  'src-shared/tsconfig.json',
  'src-main/tsconfig.json',
  'src-main/hosts/electron/tsconfig.preload.json',
  'src-renderer/tsconfig.json',
  'src-renderer/tsconfig.tests.json',
  'tsconfig.json',
];
const wanted = process.argv.slice(2);
let failed = 0;
for (const project of projects) {
  if (wanted.length > 0 && !wanted.some((start) => project.startsWith(start))) continue;
  // What has not changed since the last run is not checked again: a third of the time.
  const buildInfo = `node_modules/.cache/typescript/${project.replaceAll('/', '-')}.tsbuildinfo`;
  const status = run('tsc', ['--project', project, '--incremental', '--tsBuildInfoFile', buildInfo]);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${project}\n`);
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
