import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AlignmentEvent, IntakeDraft, Study } from '#shared/contract/index.ts';
import { alignmentBlobId } from '#shared/contract/data-plane.ts';
import { invertAffine, multiplyAffines, transformPoint, type Affine } from '#shared/domain/affine.ts';
import { alignmentPictureSize, planeOfPicture } from '#shared/domain/alignment-picture.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { displacementMm, rigidAbout, rotationDegrees } from '#shared/domain/rigid.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { coarsenVolume } from '../../src-main/registration/coarse-volume.ts';
import { runRegistration } from '../../src-main/registration/run-registration.ts';
import { createSampleStudy } from '../../src-main/sample/sample-study.ts';
import { openTemporaryBackend, registrationEntry, type TemporaryBackend } from './temporary-backend.ts';

/* The synthetic study, on 3 mm voxels, with its T2 turned and moved in the world by its header. */

const names: Readonly<Record<Modality, string>> = { t1n: 't1', t1c: 't1ce', t2w: 't2', t2f: 'flair' };
// on a busy machine a registration takes ten times as long
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let directory: string;
let paths: string[];
let trueAffine: Affine;
let away: Affine;
let centreMm: Vec3;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-alignment-'));
  const { volumes, geometry } = createSampleStudy();
  centreMm = transformPoint(
    geometry.affine,
    mapAxes((axis) => (geometry.shape[axis] - 1) / 2),
  );
  away = rigidAbout(centreMm, { degrees: [6, -4, 5], order: 'zyx' }, [5, -6, 4]);
  paths = await Promise.all(
    modalities.map(async (modality) => {
      const { values, shape, affine } = coarsenVolume(volumes[modality], 3);
      trueAffine = affine;
      const moved = modality === 't2w' ? multiplyAffines(away, affine) : affine;
      const scale = { slope: 1, intercept: 0 };
      const path = join(directory, `phantom_${names[modality]}.nii`);
      await writeFile(
        path,
        serialiseVolume({ shape, affine: moved, dataType: 'float32', scale, voxels: values }, { description: '' }),
      );
      return path;
    }),
  );
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let backend: TemporaryBackend;
beforeEach(async () => {
  backend = await openTemporaryBackend();
});
afterEach(() => backend.dispose());

function openPhantom(): Promise<IntakeDraft> {
  return backend.client.intake.open({ files: paths.map((path) => ({ kind: 'path', path })) });
}

async function align(draftId: string): Promise<IntakeDraft> {
  let last: AlignmentEvent | null = null;
  for await (const event of await backend.client.intake.align({ draftId })) last = event;
  if (last?.kind !== 'done') throw new Error('no draft at the end');
  return last.draft;
}

function fileIdOf(draft: IntakeDraft, slot: Modality): string {
  const file = draft.files.find((candidate) => candidate.slot === slot);
  if (file === undefined) throw new Error(`no ${slot}`);
  return file.fileId;
}

function affineIn({ volumes }: Study, modality: Modality): Affine {
  return volumes.find((volume) => volume.modality === modality)?.affine ?? [];
}

/** What is left of the way between where a file is put and where its image truly lies: degrees, and mm at the head's centre. */
function errorOf(affine: Affine): { degrees: number; mm: number } {
  const rest = multiplyAffines(affine, invertAffine(trueAffine));
  return { degrees: rotationDegrees(rest), mm: displacementMm(rest, centreMm) };
}

test('a head that is turned and moved is remarked, found, accepted, and lies right in the study', async () => {
  const draft = await openPhantom();
  const t2 = fileIdOf(draft, 't2w');
  const apart = draft.findings.find(({ kind }) => kind === 'apart');
  expect(apart?.files.map(({ slot }) => slot)).toEqual(['t1c', 't2w']);
  expect(apart?.degrees).toBeGreaterThanOrEqual(7);
  expect(apart?.degrees).toBeLessThanOrEqual(11);

  const aligned = await align(draft.draftId);
  expect(aligned.alignment?.answer).toBe('open');
  expect(aligned.alignment?.files.map(({ fileId }) => fileId)).toEqual([t2]);
  expect(aligned.alignment?.files[0]?.degrees).toBeCloseTo(rotationDegrees(away), 0);
  expect(aligned.findings.some(({ kind }) => kind === 'apart')).toBe(false);
  // nothing has changed until the user says so
  expect(aligned.files).toEqual(draft.files);

  await expectBetterPicture(draft.draftId, t2);

  const accepted = await backend.client.intake.answerAlignment({ draftId: draft.draftId, answer: 'accept' });
  expect(accepted.alignment?.answer).toBe('accepted');
  const study = await backend.client.intake.commit({ draftId: draft.draftId, patientName: 'Phantom' });
  const { degrees, mm } = errorOf(affineIn(study, 't2w'));
  expect(degrees).toBeLessThan(0.5);
  expect(mm).toBeLessThan(0.5);
  expect(study.intakeNotes.find(({ kind }) => kind === 'apart')).toMatchObject({
    answer: 'applied',
    files: [{ fileName: 'phantom_t2.nii', slot: 't2w' }],
  });
  // the others stay to the last digit
  expect(errorOf(affineIn(study, 't2f')).mm).toBeLessThan(1e-4);

  // after a restart the study lies as it was accepted
  await backend.restart();
  const reopened = await backend.client.studies.get({ studyId: study.studyId });
  expect(affineIn(reopened, 't2w')).toEqual(affineIn(study, 't2w'));
});

/** At T1ce's edges the grey of a modality changes: the more so the better it lies. */
async function expectBetterPicture(draftId: string, fileId: string): Promise<void> {
  const contrastAt = async (moment: 'before' | 'after'): Promise<number> => {
    const picture = await backend.backend.readBlob(alignmentBlobId(draftId, fileId, moment));
    expect(picture).toHaveLength(alignmentPictureSize);
    const { greys, edges } = planeOfPicture(picture, 'axial');
    let [sum, count] = [0, 0];
    edges.forEach((edge, pixel) => {
      if (edge === 0) return;
      sum += Math.abs((greys[pixel + 2] ?? 0) - (greys[pixel - 2] ?? 0));
      count += 1;
    });
    return sum / count;
  };
  expect(await contrastAt('after')).toBeGreaterThan((await contrastAt('before')) * 1.1);
}

test('a rejected alignment leaves everything as it was, and says so in the study', async () => {
  const draft = await openPhantom();
  await align(draft.draftId);
  const rejected = await backend.client.intake.answerAlignment({ draftId: draft.draftId, answer: 'reject' });
  expect(rejected.alignment).toBeNull();
  expect(rejected.files).toEqual(draft.files);
  expect(rejected.findings.find(({ kind }) => kind === 'apart')?.isKept).toBe(true);
  const study = await backend.client.intake.commit({ draftId: draft.draftId, patientName: 'Phantom' });
  const t2 = draft.files.find(({ slot }) => slot === 't2w');
  expect(study.volumes.find(({ modality }) => modality === 't2w')?.affine).toEqual(t2?.geometry?.affine);
  expect(study.intakeNotes.find(({ kind }) => kind === 'apart')?.answer).toBe('kept');
});

test('cancelling kills the process within a second, and the draft is as before', async () => {
  const draft = await openPhantom();
  const { draftId } = draft;
  const events = await backend.client.intake.align({ draftId });
  for (let fraction = 0; fraction === 0;) {
    const step = await events.next();
    if (step.done === true || step.value.kind === 'done') throw new Error('done before it could be cancelled');
    fraction = step.value.fraction;
  }
  const sinceMs = performance.now();
  const rest = (async () => {
    for (;;) if ((await events.next()).done === true) return;
  })();
  await backend.client.intake.cancelAlignment({ draftId });
  await expect(rest).rejects.toMatchObject({ data: { code: 'cancelled' } });
  expect(performance.now() - sinceMs).toBeLessThan(1000);
  const after = await backend.client.intake.assign({ draftId, fileId: fileIdOf(draft, 't1n'), slot: 't1n' });
  expect(after.alignment).toBeNull();
});

test('a process that dies is a failure with a sentence', async () => {
  const source = { path: paths[0] ?? '', fileName: 'a.nii' };
  const start: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const request = { fixed: source, moving: [{ modality: 't1n' as const, source, start }] };
  await expect(
    runRegistration(request, {
      processEntry: registrationEntry,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      forkProcess: () =>
        fork('', [], { execArgv: ['-e', 'process.exit(3)'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }),
    }),
  ).rejects.toMatchObject({ code: 'registration-failed', params: { reason: 'stopped' } });
  await expect(
    runRegistration(request, {
      ...{ processEntry: registrationEntry, signal: new AbortController().signal, onProgress: () => undefined },
      timeoutMs: 1,
    }),
  ).rejects.toMatchObject({ code: 'registration-failed', params: { reason: 'timeout' } });
});

/** Loaded before the process's own code: whoever reaches for the network ends it. */
const withoutNetwork = `
import net from 'node:net';
import dns from 'node:dns';
const refuse = (what) => () => { process.stderr.write('network: ' + what); process.exit(7); };
const { fetch } = globalThis;
// a data URL is bytes at hand
globalThis.fetch = (url, options) => String(url).startsWith('data:') ? fetch(url, options) : refuse('fetch')();
dns.lookup = refuse('lookup');
// the channel to the parent is a pipe that is there already, not a connection
net.Socket.prototype.connect = refuse('connect');
`;

test('registration touches no network', async () => {
  const source = (index: number) => ({ path: paths[index] ?? '', fileName: 'a.nii' });
  const start: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const outcome = await runRegistration(
    { fixed: source(1), moving: [{ modality: 't2w', source: source(2), start }] },
    {
      processEntry: registrationEntry,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      forkProcess: (entry) =>
        fork(entry, [], {
          serialization: 'advanced',
          execArgv: ['--import', `data:text/javascript,${encodeURIComponent(withoutNetwork)}`],
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        }),
    },
  );
  const [found] = outcome.images;
  const rest = multiplyAffines(found?.transform ?? start, away);
  expect(rotationDegrees(rest)).toBeLessThan(0.5);
  expect(displacementMm(rest, centreMm)).toBeLessThan(0.5);
});
