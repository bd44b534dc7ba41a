/* `npm start`: installs, builds what changed, opens the Electron app, or the same app in the browser. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, node, root, run } from './set-up.mjs';

ensureInstalled();
const built = run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'warn']);
if (built !== 0) process.exit(built);

const probe = spawnSync(
  node,
  [
    '-e',
    "import('electron').then((m) => process.stdout.write(String(m.default))).catch((e) => { process.stderr.write(String(e.message)); process.exit(1); })",
  ],
  { cwd: root, encoding: 'utf8', timeout: 300_000 },
);
const args = process.argv.slice(2);
if (probe.status === 0 && probe.stdout && !args.includes('--browser')) {
  process.exit(run(probe.stdout, ['.', ...args], { env: { ELECTRON_RUN_AS_NODE: undefined } }));
}
if (!args.includes('--browser')) {
  const reason = (probe.stderr || 'the download did not finish').split('\n')[0];
  process.stdout.write(
    `Electron's binary cannot be had on this machine (${reason}).\nOpening the same app in the browser instead, from this machine only.\n`,
  );
}
process.exit(run(node, ['src-main/hosts/browser/main.ts', ...args.filter((a) => a !== '--browser')]));
