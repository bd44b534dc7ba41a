/*
 * `npm test`: sets itself up, then every gate, cheapest first; stops after the first that fails. What
 * only reads the sources goes side by side, the tests one after the other. `--without-e2e` leaves out the
 * browser journeys.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ensureInstalled, run, runAside } from './set-up.mjs';

const script = (name, ...args) => ['npm', ['run', '--silent', name, ...args]];

ensureInstalled();
const hasChromium = [process.env.GLIOSCOPE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].some(
  (path) => path && existsSync(path),
);
if (!hasChromium) {
  process.stdout.write('No Chromium found: installing one for the browser tests ...\n');
  if (run('playwright', ['install', 'chromium']) !== 0) {
    process.stdout.write('A browser cannot be had here: the browser tests are skipped and say so.\n');
  }
}

const began = Date.now();
runGate('layers', script('layers')); // alone: it lays a probe among the sources
await runTogether([
  ['lint', script('lint')], // the longest
  ['types', script('typecheck')],
  ['format', script('format:check', '--', '--log-level', 'warn')],
  ['build', script('build')],
]);
runGate('unit and integration', script('unit'));
if (!process.argv.includes('--without-e2e')) runGate('end to end', script('e2e'));
process.stdout.write(`\n== all gates ok in ${secondsSince(began)} s\n`);

function runGate(name, [command, args]) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const status = run(command, args);
  tell(name, status, started);
  if (status !== 0) process.exit(status);
}

/** As many at a time as there are cores; what each prints comes when it has ended. After a failure nothing more is begun. */
async function runTogether(gates) {
  const waiting = [...gates];
  let failure = 0;
  const work = async () => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const [name, [command, args]] = gate;
      const started = Date.now();
      const { status, printed } = await runAside(command, args);
      process.stdout.write(`\n== ${name}\n${printed}`);
      tell(name, status, started);
      if (status === 0) continue;
      failure = status;
      waiting.length = 0;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (failure !== 0) process.exit(failure);
}

function tell(name, status, started) {
  process.stdout.write(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${secondsSince(started)} s\n`);
}

function secondsSince(started) {
  return ((Date.now() - started) / 1000).toFixed(1);
}
