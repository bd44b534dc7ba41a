import { referenceEngine } from '#shared/domain/engine.ts';
import { toFailure } from '#shared/domain/failure.ts';
import { liveAsChild } from '../processes/live-as-child.ts';
import { createEngine } from './create-engine.ts';
import { asOutOfMemory } from './engine.ts';
import { readNetwork } from './read-network.ts';
import { segmentStudy, type Networks } from './segment-study.ts';
import type {
  EngineTestCommand,
  EngineTestReport,
  InferenceCommand,
  InferenceReport,
  ModelCheckCommand,
  ModelCheckReport,
} from './segmentation.ts';

/*
 * The inference process: takes one command (a segmentation, the test of an engine or of a model), reports, ends. It
 * is killed to cancel it; everything it holds dies with it. While the engine predicts, this process hears nothing.
 * What a segmentation does not need is loaded when it is asked for: a process starts for every job.
 */

async function run(command: InferenceCommand): Promise<void> {
  const { model, threads, engineId } = command;
  try {
    const networks: Networks = {
      async open() {
        const network = await readNetwork(model);
        return { network, engine: await createEngine(engineId ?? referenceEngine, network, { threads }) };
      },
      // small, and once per image: the engine that is in every package does
      async openExtractor({ directory }) {
        const { readExtractionNetwork, readExtractionPackage } = await import('./brain/extraction-package.ts');
        const extractor = await readExtractionPackage(directory);
        const network = await readExtractionNetwork(extractor);
        return { extractor, engine: await createEngine(referenceEngine, network, { threads }) };
      },
    };
    const outcome = await segmentStudy(command, networks, {
      report: send,
      reportImage: (modality, image) => sendWhole({ kind: 'image', modality, image }),
    });
    await sendWhole({ kind: 'done', outcome });
  } catch (error) {
    await sendWhole({ kind: 'failed', failure: toFailure(asOutOfMemory(error) ?? error) });
  }
  process.disconnect();
}

async function test({ testedEngine }: EngineTestCommand): Promise<void> {
  try {
    const { measureEngine } = await import('./measure-engine.ts');
    await sendWhole({ kind: 'tested', test: await measureEngine(testedEngine) });
  } catch (error) {
    await sendWhole({ kind: 'failed', failure: toFailure(asOutOfMemory(error) ?? error) });
  }
  process.disconnect();
}

async function check({ checkedModel }: ModelCheckCommand): Promise<void> {
  try {
    const { selfTestModel } = await import('./self-test.ts');
    await selfTestModel(checkedModel);
    await sendWhole({ kind: 'checked' });
  } catch (error) {
    await sendWhole({ kind: 'failed', failure: toFailure(asOutOfMemory(error) ?? error) });
  }
  process.disconnect();
}

function obey(command: InferenceCommand | EngineTestCommand | ModelCheckCommand): Promise<void> {
  if ('testedEngine' in command) return test(command);
  return 'checkedModel' in command ? check(command) : run(command);
}

function send(report: InferenceReport): void {
  process.send?.(report);
}

/** Waits until the report has left this process: it is about to end, or to be busy. */
function sendWhole(report: InferenceReport | EngineTestReport | ModelCheckReport): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, () => resolve());
  });
}

liveAsChild();
process.once('message', (message) => {
  void obey(message as Parameters<typeof obey>[0]); // holds: nobody else forks this file
});
