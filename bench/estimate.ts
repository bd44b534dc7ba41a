/*
 * Whether "about 12 s on this computer" comes true: each study is imported into a fresh library, the estimate
 * beside the Segment button is asked for, and the segmentation is run, as a user would.
 *
 *   node bench/estimate.ts STUDY_DIRECTORY...
 *
 * First without the self-test of the engines, in a library that knows nothing; then after it, for each study in
 * a library of its own, as the estimate of a first run; then all studies once more in one library, as those of
 * later runs.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { DurationEstimate, EnginesReport } from '#shared/contract/index.ts';
import {
  openPaths,
  openTemporaryBackend,
  watchToEnd,
  type TemporaryBackend,
} from '../tests/integration/temporary-backend.ts';

const modelsDirectory = join(import.meta.dirname, '../models');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function testEngines({ client }: TemporaryBackend): Promise<EnginesReport> {
  await client.engines.test();
  for await (const report of await client.engines.watch()) {
    if (!report.isTesting && report.testedAt !== null) return report;
  }
  throw new Error('the engines were not tested');
}

function describe(estimate: DurationEstimate | null, tookMs: number): string {
  if (estimate === null) return 'no estimate';
  const { basis, engineId, durationMs } = estimate;
  const off = (durationMs / tookMs - 1) * 100;
  return `${basis.padEnd(8)} on ${engineId}: ${(durationMs / 1000).toFixed(1)} s; took ${(tookMs / 1000).toFixed(1)} s; off by ${off.toFixed(0)} %`;
}

async function estimateAndRun({ client }: TemporaryBackend, directory: string, number: number): Promise<void> {
  const { draftId } = await openPaths(client, directory);
  const { studyId } = await client.intake.commit({ draftId, patientName: `case ${number}` });
  const estimate = await client.jobs.estimate({ studyId, modelId: null });
  const start = performance.now();
  const { jobId } = await client.jobs.start({ studyId, modelId: null });
  const last = (await watchToEnd(client, jobId)).at(-1);
  const took = performance.now() - start;
  if (last?.state !== 'done') throw new Error(`case ${number}: ${last?.state ?? 'nothing'}`);
  say(`  case ${number}: ${describe(estimate, took)}, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
}

async function inLibrary(work: (home: TemporaryBackend) => Promise<void>): Promise<void> {
  const home = await openTemporaryBackend({ modelsDirectory });
  try {
    await work(home);
  } finally {
    await home.dispose();
  }
}

async function main(studies: readonly string[]): Promise<void> {
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads`);
  const [first = ''] = studies;
  say('nothing known');
  await inLibrary((home) => estimateAndRun(home, first, 1));
  say('first run, engines tested');
  for (const [index, study] of studies.entries()) {
    await inLibrary(async (home) => {
      await testEngines(home);
      await estimateAndRun(home, study, index + 1);
    });
  }
  say('later runs');
  await inLibrary(async (home) => {
    await estimateAndRun(home, first, 1);
    for (const [index, study] of studies.entries()) await estimateAndRun(home, study, index + 1);
  });
}

await main(process.argv.slice(2));
