/*
 * `npm test`: sets itself up, then every gate in order, cheapest first; stops at the first that
 * fails. `--without-e2e` leaves out the browser journeys.
 */
import { existsSync } from 'node:fs';
import { ensureInstalled, run } from './set-up.mjs';

ensureInstalled();
const hasChromium = [process.env.GLIOSCOPE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].some(
  (path) => path && existsSync(path),
);
const gates = [
  ['types', 'npm', ['run', '--silent', 'typecheck']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  ['format', 'npm', ['run', '--silent', 'format:check', '--', '--log-level', 'warn']],
  ['layers', 'npm', ['run', '--silent', 'layers']],
  ['build', 'npm', ['run', '--silent', 'build']],
  ['unit and integration', 'npm', ['run', '--silent', 'unit']],
];
if (!process.argv.includes('--without-e2e')) gates.push(['end to end', 'npm', ['run', '--silent', 'e2e']]);
if (!hasChromium) {
  process.stdout.write('No Chromium found: installing one for the browser tests ...\n');
  if (run('playwright', ['install', 'chromium']) !== 0) {
    process.stdout.write('A browser cannot be had here: the browser tests are skipped and say so.\n');
  }
}
for (const [name, command, args] of gates) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const status = run(command, args);
  process.stdout.write(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  if (status !== 0) process.exit(status);
}
