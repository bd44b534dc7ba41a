/*
 * What `npm start` and `npm test` do before anything else, with nothing but Node's own modules (any
 * Node >= 20): install what package-lock.json says when it is not there yet, and find the project's
 * own Node 24.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.glioscope-installed');
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * The project's own tools first on PATH. Node keeps what it compiled in the cache: the compiler, the
 * linter and each of our processes start twice as fast from the second time on.
 */
function environment(more = {}) {
  const bin = join(root, 'node_modules', '.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
    PATH: `${bin}${separator}${process.env.PATH ?? ''}`,
    ...more,
  };
}

/** Runs a command in the project folder with the project's own tools first on PATH; returns its exit status. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
    env: environment(options.env),
  });
  if (result.error) process.stderr.write(`${command}: ${result.error.message}\n`);
  return result.status ?? 1;
}

/** The same beside others: resolves with the exit status and all that was printed. */
export function runAside(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: environment(),
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    }
    child.on('error', ({ message }) => (printed += `${command}: ${message}\n`));
    child.on('close', (status) => resolve({ status: status ?? 1, printed }));
  });
}

/** Locked install, once per package-lock.json. Exits the process when it fails. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === lock) return;
  process.stdout.write('Installing what package-lock.json names (once) ...\n');
  // No package's install script runs, except the one that fetches Node 24: better-sqlite3 and
  // onnxruntime-node bring their binaries, and a machine without Python and a compiler must do.
  const status =
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']) ||
    run('npm', ['rebuild', 'node', '--loglevel=error']);
  if (status !== 0) {
    process.stderr.write(
      'The installation failed; see above. A network with the npm registry is needed for this step.\n',
    );
    process.exit(status);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}
