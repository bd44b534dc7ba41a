import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type { EngineId } from '#shared/domain/engine.ts';
import { engineFailed, messageOf } from '../engine.ts';
import type { TensorFlow } from './values.ts';

export type TensorFlowEngineId = Extract<EngineId, `tensorflow-${string}`>;

const packages: Readonly<Record<TensorFlowEngineId, string>> = {
  'tensorflow-gpu': '@tensorflow/tfjs-node-gpu',
  'tensorflow-cpu': '@tensorflow/tfjs-node',
};

/** What Node says when a package, its addon, or a library of the addon is not there. */
const missing =
  /cannot find module|cannot find package|module not found|cannot open shared object|dlopen|specified module could not be found|native addon module/iu;

/**
 * Loads TensorFlow with its own library, libtensorflow. The packages are optional; a folder that
 * GLIOSCOPE_TENSORFLOW names is looked into first (it holds `node_modules/@tensorflow/...`).
 *
 * @throws GlioscopeError engine-failed {reason: not-installed, failed}.
 */
export async function loadTensorFlow(engineId: TensorFlowEngineId): Promise<TensorFlow> {
  // TensorFlow greets on standard error, which is kept for crashes
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreRemovedFunctions();
  const home = process.env['GLIOSCOPE_TENSORFLOW'];
  const require = createRequire(home === undefined ? import.meta.url : join(home, 'package.json'));
  try {
    const tf = require(packages[engineId]) as TensorFlow; // holds: the package exports all of tfjs-core
    await tf.setBackend('tensorflow');
    await tf.ready();
    return tf;
  } catch (error) {
    throw engineFailed(missing.test(messageOf(error)) ? 'not-installed' : 'failed', error);
  }
}

/** tfjs-node 4.22, the newest, calls two functions that Node 23 removed. */
function restoreRemovedFunctions(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, restored] of Object.entries(removed))
    if (!(name in util)) Object.assign(util, { [name]: restored });
}
