/* `npm start`: installs, builds what changed, opens the Electron app, or the same app in the browser. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, node, root, run } from './set-up.mjs';

ensureInstalled();
const built = run('npm', ['run', '--silent', 'build']);
if (built !== 0) process.exit(built);

// importing electron downloads its binary the first time and gives its path
const probe = spawnSync(
  node,
  [
    '-e',
    "import('electron').then((electron) => process.stdout.write(`\\n${electron.default}`), () => process.exit(1))",
  ],
  { cwd: root, encoding: 'utf8', timeout: 300_000 },
);
const electron = probe.status === 0 ? probe.stdout.split('\n').at(-1) : '';
const args = process.argv.slice(2);
const isBrowserWanted = args.includes('--browser');
if (electron && !isBrowserWanted) {
  process.exit(run(electron, ['.', ...args], { env: { ELECTRON_RUN_AS_NODE: undefined } }));
}
if (!isBrowserWanted) {
  process.stdout.write(
    "Electron's binary cannot be had on this machine: its download failed (it is tried again at the next start).\n" +
      'Opening the same app in the browser instead, reachable from this machine only.\n',
  );
}
process.exit(run(node, ['src-main/hosts/browser/main.ts', ...args.filter((argument) => argument !== '--browser')]));
