/*
 * TensorFlow for a machine without the internet. The package @tensorflow/tfjs-node would download
 * libtensorflow when it is installed; here it comes from a folder, and the package's small addon is built
 * against it (Linux; needs g++ and Node's headers).
 *
 *   node scripts/set-up-tensorflow.mjs LIBTENSORFLOW_FOLDER [--gpu] [--headers NODE_INCLUDE_FOLDER]
 *
 * LIBTENSORFLOW_FOLDER is either an unpacked libtensorflow archive (include/, lib/), or the folder
 * `tensorflow` of an unpacked Python wheel (`pip download --no-deps tensorflow-cpu`, then unzip). Nothing in
 * it is changed; it must stay where it is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { node, root } from './set-up.mjs';

/** N-API versions are additive: this one is in every Node and Electron the project runs on. */
const napiVersion = 8;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The libraries by what the linker wants to find: in an archive `libtensorflow`, in a wheel `libtensorflow_cc`. */
function findLibraries(folder) {
  const directory = [join(folder, 'lib'), folder].find(
    (candidate) => existsSync(candidate) && readdirSync(candidate).some((name) => name.startsWith('libtensorflow')),
  );
  if (directory === undefined) fail(`No libtensorflow in ${folder}.`);
  const names = readdirSync(directory);
  const find = (...stems) => {
    const name = stems.flatMap((stem) => names.filter((file) => file.startsWith(`${stem}.so`))).sort()[0];
    if (name === undefined) fail(`No ${stems.join(' or ')} in ${directory}.`);
    return { name, path: join(directory, name) };
  };
  return { main: find('libtensorflow', 'libtensorflow_cc'), framework: find('libtensorflow_framework') };
}

function findHeaders(given) {
  const candidates = [given, join(dirname(dirname(process.execPath)), 'include/node'), '/usr/include/node'];
  const found = candidates.find((folder) => folder !== undefined && existsSync(join(folder, 'node_api.h')));
  return found ?? fail("Node's headers (node_api.h) were not found; name their folder with --headers.");
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { gpu: { type: 'boolean', default: false }, headers: { type: 'string' } },
});
if (process.platform !== 'linux') fail('This script builds on Linux only.');
if (positionals[0] === undefined) fail('Usage: node scripts/set-up-tensorflow.mjs LIBTENSORFLOW_FOLDER [--gpu]');
const source = resolve(positionals[0]);
const home = join(root, 'node_modules/@tensorflow', values.gpu ? 'tfjs-node-gpu' : 'tfjs-node');
if (!existsSync(home))
  fail('The package is not installed: run npm test or npm start once, or npm ci --ignore-scripts.');

const libraries = findLibraries(source);
const deps = join(home, 'deps');
rmSync(deps, { recursive: true, force: true });
mkdirSync(join(deps, 'lib'), { recursive: true });
symlinkSync(join(source, 'include'), join(deps, 'include'));
for (const [library, stem] of [
  [libraries.main, 'libtensorflow'],
  [libraries.framework, 'libtensorflow_framework'],
]) {
  // under the name the linker looks for, and under those the libraries know each other by
  for (const name of new Set([`${stem}.so`, `${stem}.so.2`, library.name])) {
    symlinkSync(library.path, join(deps, 'lib', name));
  }
}

const addon = join(home, 'lib', `napi-v${napiVersion}`, 'tfjs_binding.node');
mkdirSync(dirname(addon), { recursive: true });
const build = spawnSync(
  'g++',
  [
    ...['-O2', '-shared', '-fPIC', '-std=c++17', `-DNAPI_VERSION=${napiVersion}`],
    ...[`-I${findHeaders(values.headers)}`, `-I${join(deps, 'include')}`, `-I${home}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(home, 'binding', file)),
    ...[`-L${join(deps, 'lib')}`, '-ltensorflow', '-ltensorflow_framework'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', addon],
  ],
  { stdio: 'inherit' },
);
if (build.status !== 0) fail('The addon could not be built; see above.');

// by the program's own way of loading it
const loader = pathToFileURL(join(root, 'src-main/inference/tensorflow/load-tensorflow.ts')).href;
const probe = `
  const { loadTensorFlow } = await import(${JSON.stringify(loader)});
  const tf = await loadTensorFlow('${values.gpu ? 'tensorflow-gpu' : 'tensorflow-cpu'}');
  const [sum] = await tf.sum(tf.ones([2])).data();
  process.exit(sum === 2 ? 0 : 1);
`;
const check = spawnSync(node, ['--input-type=module', '-e', probe], { stdio: 'inherit', cwd: root });
if (check.status !== 0) fail('TensorFlow was built but does not run; see above.');
process.stdout.write('TensorFlow is ready: Settings, Computing, Test again.\n');
