import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { BackendClient, IntakeDraft, Job, Study } from '#shared/contract/index.ts';
import type { Affine } from '#shared/domain/affine.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { modalities } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import type { SegmentationOptions } from '../../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from '../../src-main/inference/segmentation.ts';
import { createBackend, type Backend, type BackendOptions } from '../../src-main/services/backend.ts';
import { silentLogger } from '../../src-main/services/logger.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';

/* A real backend in a temporary folder, and small studies for it. */

export const shape = [24, 20, 16] as const;
/** Anisotropic, stored LPS. */
export const affine: Affine = [-1, 0, 0, 12, 0, -1.25, 0, 10, 0, 0, 2, -16, 0, 0, 0, 1];
export const inferenceEntry = new URL('../../src-main/inference/inference-process.ts', import.meta.url);
export const sampleEntry = new URL('../../src-main/sample/sample-worker.ts', import.meta.url);
export const registrationEntry = new URL('../../src-main/registration/registration-process.ts', import.meta.url);

export interface TemporaryBackend {
  readonly directory: string;
  readonly modelsDirectory: string;
  readonly dataDirectory: string;
  readonly client: BackendClient;
  readonly backend: Backend;
  /** Closes the backend and opens another on the same data, as a restart of the program does. */
  restart(changes?: Partial<BackendOptions>): Promise<void>;
  /** The second half of a restart, after `backend.close()`. */
  reopen(changes?: Partial<BackendOptions>): Promise<void>;
  dispose(): Promise<void>;
}

export async function openTemporaryBackend(options: Partial<BackendOptions> = {}): Promise<TemporaryBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'glioscope-backend-'));
  const modelsDirectory = join(directory, 'models');
  const dataDirectory = join(directory, 'data');
  await writeTinyModel(modelsDirectory, 'neighbours');
  const open = (changes: Partial<BackendOptions>): Promise<Backend> =>
    createBackend({
      ...{
        dataDirectory,
        modelsDirectory,
        inferenceEntry,
        registrationEntry,
        sampleEntry,
        appVersion: '0.0.0-test',
        host: 'test',
        log: silentLogger,
      },
      ...options,
      ...changes,
    });
  let backend = await open({});
  let client: BackendClient = createRouterClient(backend.router);
  async function reopen(changes: Partial<BackendOptions> = {}): Promise<void> {
    backend = await open(changes);
    client = createRouterClient(backend.router);
  }
  return {
    ...{ directory, modelsDirectory, dataDirectory },
    get client() {
      return client;
    },
    get backend() {
      return backend;
    },
    async restart(changes = {}) {
      await backend.close();
      await reopen(changes);
    },
    reopen,
    async dispose() {
      await backend.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A volume without symmetry: another one per `seed`. 0 in the outermost voxels, as around a brain. */
export function phantom(seed: number): Volume {
  const voxels = new Int16Array(voxelCount(shape));
  for (let index = 0; index < voxels.length; index += 1) {
    const x = index % shape[0];
    const y = Math.floor(index / shape[0]) % shape[1];
    const z = Math.floor(index / (shape[0] * shape[1]));
    const isEdge = [x, y, z].some((place, axis) => place === 0 || place === (shape[axis] ?? 0) - 1);
    voxels[index] = isEdge ? 0 : 100 + seed * 10 + x * 3 + y * 5 + z * 7;
  }
  return { shape, affine, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels };
}

export const fileNames = { t1n: 'case_t1.nii', t1c: 'case_t1ce.nii', t2w: 'case_t2.nii', t2f: 'case_flair.nii' };

/** Four small files of a study; returns their folder. */
export async function writeSmallStudy(parent: string, name = 'case'): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  for (const [seed, modality] of modalities.entries()) {
    const bytes = serialiseVolume(phantom(seed + name.length), { description: 'test' });
    await writeFile(join(folder, fileNames[modality].replace('case', name)), bytes);
  }
  return folder;
}

/** Names of all content in the stores and in the inbox, half-written files included. */
export async function storedNames({ dataDirectory }: TemporaryBackend): Promise<readonly string[]> {
  const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
  const isContent = (path: string): boolean => /[\\/](files|label-maps|inbox)([\\/]|$)/u.test(path);
  return entries.filter((entry) => entry.isFile() && isContent(entry.parentPath)).map((entry) => entry.name);
}

export function openPaths(client: BackendClient, ...paths: readonly string[]): Promise<IntakeDraft> {
  return client.intake.open({ files: paths.map((path) => ({ kind: 'path' as const, path })) });
}

export async function commitSmallStudy({ client, directory }: TemporaryBackend, name = 'case'): Promise<Study> {
  const draft = await openPaths(client, await writeSmallStudy(directory, name));
  return client.intake.commit({ draftId: draft.draftId, patientName: name });
}

/** The label map a mask on this base begins with; null for an empty one. */
export async function baseLabelMapId(
  { client }: TemporaryBackend,
  studyId: string,
  base: MaskBase,
): Promise<string | null> {
  if (base.kind === 'empty') return null;
  const { reference, results } = await client.studies.get({ studyId });
  const found = base.kind === 'reference' ? reference : results.find(({ resultId }) => resultId === base.resultId);
  if (found == null) throw new Error('the base of the mask is not there');
  return found.labelMapId;
}

/** Every state of a job until it has ended. */
export async function watchToEnd(client: BackendClient, jobId: string): Promise<readonly Job[]> {
  const states: Job[] = [];
  for await (const job of await client.jobs.watch({ jobId })) states.push(job);
  return states;
}

/** What `runSegmentation` of a scripted engine does: reports, then ends as told, and honours the abort signal. */
export interface ScriptedEngine {
  readonly runSegmentation: (
    request: SegmentationRequest,
    options: SegmentationOptions,
  ) => Promise<SegmentationOutcome>;
  /** Lets the run under way finish. */
  finish(): void;
  fail(error: GlioscopeError): void;
  readonly requests: readonly SegmentationRequest[];
}

export const scriptedLabels = Uint8Array.from({ length: voxelCount(shape) }, (_, index) => index % 4);

/** An engine that predicts until it is told what becomes of it. */
export function createScriptedEngine(): ScriptedEngine {
  const requests: SegmentationRequest[] = [];
  let current = Promise.withResolvers<undefined>();
  return {
    requests,
    finish: () => current.resolve(undefined),
    fail: (error) => current.reject(error),
    async runSegmentation(request, { signal, onProgress }) {
      requests.push(request);
      current = Promise.withResolvers<undefined>();
      signal.addEventListener('abort', () => current.reject(new GlioscopeError('cancelled')));
      if (signal.aborted) throw new GlioscopeError('cancelled');
      onProgress({ stage: 'reading', fraction: 0.05, estimatedTotalMs: null });
      onProgress({ stage: 'predicting', fraction: 0.4, estimatedTotalMs: 60_000 });
      onProgress({ stage: 'predicting', fraction: 0.3, estimatedTotalMs: 60_000 });
      await current.promise;
      return {
        ...{ labels: scriptedLabels.slice(), geometry: { shape, affine }, engine: 'scripted 1', provider: 'cpu' },
        stages: { reading: 1, extracting: 0, preparing: 1, predicting: 1, finishing: 1 },
        peakMemoryBytesAfter: { reading: 1, extracting: 1, preparing: 1, predicting: 1, finishing: 1 },
        ...{ peakMemoryBytes: 1, memoryBudgetBytes: 1, tileCount: 1, msPerMegavoxel: 2500 },
        brain: null,
        uncertainty: {
          ...{ map: new Uint8Array(scriptedLabels.length), passes: 1, places: [], unlistedPlaces: 0 },
          rangesMl: { wt: { low: 0, high: 1000 }, tc: { low: 0, high: 1000 }, et: { low: 0, high: 0.001 } },
          expected: { dice: { wt: 0.8, tc: 0.7, et: null }, markedFrom: 0.4 },
        },
      };
    },
  };
}
