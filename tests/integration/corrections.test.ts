import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { journalBlobId } from '#shared/contract/data-plane.ts';
import type { Correction, JournalLine, Result, Study } from '#shared/contract/index.ts';
import { sweepBrush } from '#shared/domain/edit/brush.ts';
import type { LabelDelta } from '#shared/domain/edit/label-delta.ts';
import { beginEdit, countVoxels } from '#shared/domain/edit/label-edit.ts';
import { decodeJournal, replayJournal } from '#shared/domain/edit/label-history.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { invertAffine, transformPoint, voxelVolumeMl } from '#shared/domain/affine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { parseNifti } from '../../src-main/imaging/nifti-read.ts';
import {
  affine,
  baseLabelMapId,
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  scriptedLabels,
  shape,
  storedNames,
  watchToEnd,
  type TemporaryBackend,
} from './temporary-backend.ts';

let temporary: TemporaryBackend;
let study: Study;
const engine = createScriptedEngine();

beforeEach(async () => {
  temporary = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
  study = await commitSmallStudy(temporary);
});
afterEach(() => temporary.dispose());

/** A window's side: paints on its own copy and journals each stroke. */
function openWindow(base: MaskBase, labels: Uint8Array, correctionId: string = randomUUID()) {
  const writerId = randomUUID();
  const counts = countVoxels(labels);
  let knownLines = 0;
  return {
    labels,
    get correctionId() {
      return correctionId;
    },
    stroke(fromMm: Vec3, toMm: Vec3 = fromMm, radiusMm = 2.5): LabelDelta {
      const edit = beginEdit(labels, counts);
      sweepBrush({ shape, affine }, { radiusMm, normalAxis: null }, { fromMm, toMm }, (offset) => {
        edit.set(offset, internalLabels.et);
      });
      return edit.finish();
    },
    async append(...lines: JournalLine[]): Promise<Correction> {
      const { studyId } = study;
      const call = {
        ...{ studyId, correctionId, base, writerId, knownLines, lines },
        baseLabelMapId: await baseLabelMapId(temporary, studyId, base),
      };
      const correction = await temporary.client.corrections.append(call);
      knownLines = correction.lineCount;
      return correction;
    },
    knows(lines: number) {
      knownLines = lines;
    },
  };
}

function edit(delta: LabelDelta): JournalLine {
  return { kind: 'edit', delta: [...delta] };
}

async function segment(): Promise<Result> {
  const before = engine.requests.length;
  const job = await temporary.client.jobs.start({ studyId: study.studyId, modelId: null });
  const ended = watchToEnd(temporary.client, job.jobId);
  await expect.poll(() => engine.requests.length, { timeout: 10_000 }).toBeGreaterThan(before);
  engine.finish();
  await ended;
  const result = (await temporary.client.studies.get({ studyId: study.studyId })).results[0];
  if (result === undefined) throw new Error('the job left no result');
  return result;
}

async function readJournal(correctionId: string): Promise<ReturnType<typeof decodeJournal>> {
  return decodeJournal(await temporary.backend.readBlob(journalBlobId(correctionId)));
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => (error as { data: { code: string } }).data.code, // holds: the contract's typed error
  );
}

const place: Vec3 = transformPoint(affine, [12, 9, 8]);

describe('a correction from an empty mask', () => {
  const base: MaskBase = { kind: 'empty' };

  test('comes back after a restart with its history, and undoes to nothing', async () => {
    const window = openWindow(base, new Uint8Array(voxelCount(shape)));
    await window.append(edit(window.stroke(place)));
    const first = window.labels.slice();
    await window.append(edit(window.stroke(transformPoint(affine, [4, 4, 4]))), { kind: 'undo', delta: [] });
    await temporary.restart();

    const [correction] = (await temporary.client.studies.get({ studyId: study.studyId })).corrections;
    expect(correction).toMatchObject({ base, correctionId: window.correctionId, lineCount: 3, editCount: 1 });
    const labels = new Uint8Array(voxelCount(shape));
    const history = replayJournal(labels, await readJournal(window.correctionId));
    expect(labels).toEqual(first);
    expect(history.undone).toBe(1);
    history.redo();
    expect(labels).toEqual(window.labels);
  });

  test('becomes a version whose file holds the stroke at its place in the world', async () => {
    const window = openWindow(base, new Uint8Array(voxelCount(shape)));
    await window.append(edit(window.stroke(place)));
    const version = await temporary.client.corrections.saveVersion({
      ...{ correctionId: window.correctionId, knownLines: 1, name: 'by hand' },
    });
    expect(version).toMatchObject({ name: 'by hand', modelId: '', origin: { kind: 'correction', base, editCount: 1 } });
    expect(version.tissuesMl.et).toBeCloseTo(countVoxels(window.labels)[internalLabels.et]! * voxelVolumeMl(affine), 9);

    const { bytes } = await temporary.backend.exportResult(version.resultId, 'brats-2018');
    const exported = await parseNifti(new Uint8Array(gunzipSync(bytes)), 'out.nii');
    const at = (worldMm: Vec3): number => {
      const [x, y, z] = transformPoint(invertAffine(exported.affine), worldMm);
      return exported.voxels[voxelOffset(exported.shape, [Math.round(x), Math.round(y), Math.round(z)])] ?? -1;
    };
    expect(at(place)).toBe(4);
    expect(at([place[0] + 2, place[1], place[2]])).toBe(4);
    expect(at([place[0] + 4, place[1], place[2]])).toBe(0);
    expect(at([-place[0], place[1], place[2]])).toBe(place[0] === 0 ? 4 : 0);

    const after = await temporary.client.studies.get({ studyId: study.studyId });
    expect(after.corrections).toEqual([]);
    expect(after.regionsMl?.wt).toBeCloseTo(version.regionsMl.wt, 9);
  });
});

describe('a correction of a result', () => {
  test('leaves the network’s own as it was', async () => {
    const result = await segment();
    const window = openWindow({ kind: 'result', resultId: result.resultId }, scriptedLabels.slice());
    await window.append(edit(window.stroke(place)));
    const { correctionId } = window;
    const version = await temporary.client.corrections.saveVersion({ correctionId, knownLines: 1, name: null });
    const { results } = await temporary.client.studies.get({ studyId: study.studyId });
    expect(results.map(({ resultId }) => resultId)).toEqual([version.resultId, result.resultId]);
    expect(results[1]).toEqual(result);
    expect(version).toMatchObject({ modelId: result.modelId, origin: { baseCreatedAt: result.createdAt } });
    expect([...(await temporary.backend.readBlob(result.labelMapId))]).toEqual([...scriptedLabels]);
    expect([...(await temporary.backend.readBlob(version.labelMapId))]).toEqual([...window.labels]);
  });

  test('outlives nothing it stands on: without the result it is gone, with its content', async () => {
    const result = await segment();
    const window = openWindow({ kind: 'result', resultId: result.resultId }, scriptedLabels.slice());
    await window.append(edit(window.stroke(place)));
    const before = await storedNames(temporary);
    await temporary.backend.readBlob(result.labelMapId);
    await temporary.client.results.remove({ resultId: result.resultId });
    expect((await temporary.client.studies.get({ studyId: study.studyId })).corrections).toEqual([]);
    // the label map and the map of how sure the network was
    expect(await storedNames(temporary)).toHaveLength(before.length - 2);
    // not out of a cache either
    await expect(temporary.backend.readBlob(result.labelMapId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a version outlives the result it began with, and can be renamed', async () => {
    const result = await segment();
    const window = openWindow({ kind: 'result', resultId: result.resultId }, scriptedLabels.slice());
    await window.append(edit(window.stroke(place)));
    const { correctionId } = window;
    const version = await temporary.client.corrections.saveVersion({ correctionId, knownLines: 1, name: null });
    await temporary.client.results.rename({ resultId: version.resultId, name: ' Dr Kim ' });
    await temporary.client.results.remove({ resultId: result.resultId });
    const { results } = await temporary.client.studies.get({ studyId: study.studyId });
    expect(results).toEqual([{ ...version, name: 'Dr Kim' }]);
    expect([...(await temporary.backend.readBlob(version.labelMapId))]).toEqual([...window.labels]);
  });
});

describe('two windows on one mask', () => {
  const base: MaskBase = { kind: 'empty' };

  test('the one that is behind is told, and its stroke is not taken', async () => {
    const first = openWindow(base, new Uint8Array(voxelCount(shape)));
    await first.append(edit(first.stroke(place)));
    const second = openWindow(base, first.labels.slice(), first.correctionId);
    second.knows(1);
    await first.append(edit(first.stroke(transformPoint(affine, [4, 4, 4]))));
    expect(await codeOf(second.append(edit(second.stroke(transformPoint(affine, [18, 4, 4])))))).toBe(
      'edited-elsewhere',
    );
    // also with an id of its own: there is one mask in hand for a base
    const stranger = openWindow(base, new Uint8Array(voxelCount(shape)));
    expect(await codeOf(stranger.append(edit(stranger.stroke(place))))).toBe('edited-elsewhere');
    const labels = new Uint8Array(voxelCount(shape));
    replayJournal(labels, await readJournal(first.correctionId));
    expect(labels).toEqual(first.labels);
  });

  test('what was saved or discarded there is not brought back', async () => {
    const first = openWindow(base, new Uint8Array(voxelCount(shape)));
    await first.append(edit(first.stroke(place)));
    const second = openWindow(base, first.labels.slice(), first.correctionId);
    second.knows(1);
    const save = { correctionId: first.correctionId, knownLines: 0 + 1, name: null };
    await temporary.client.corrections.saveVersion(save);
    expect(await codeOf(second.append(edit(second.stroke(transformPoint(affine, [4, 4, 4])))))).toBe(
      'edited-elsewhere',
    );
    expect(await codeOf(temporary.client.corrections.saveVersion(save))).toBe('not-found');
    expect(await codeOf(temporary.client.corrections.discard({ correctionId: first.correctionId }))).toBe('not-found');
  });

  test('a version is of the mask its maker saw', async () => {
    const window = openWindow(base, new Uint8Array(voxelCount(shape)));
    await window.append(edit(window.stroke(place)), edit(window.stroke(transformPoint(affine, [4, 4, 4]))));
    const { correctionId } = window;
    expect(await codeOf(temporary.client.corrections.saveVersion({ correctionId, knownLines: 1, name: null }))).toBe(
      'edited-elsewhere',
    );
  });

  test('lines sent again after a lost answer are kept once', async () => {
    const window = openWindow(base, new Uint8Array(voxelCount(shape)));
    const lines = [edit(window.stroke(place))];
    await window.append(...lines);
    window.knows(0);
    lines.push(edit(window.stroke(transformPoint(affine, [4, 4, 4]))));
    expect(await window.append(...lines)).toMatchObject({ lineCount: 2, editCount: 2 });
    const labels = new Uint8Array(voxelCount(shape));
    replayJournal(labels, await readJournal(window.correctionId));
    expect(labels).toEqual(window.labels);
  });
});

test('a backend killed in the middle of strokes loses none that it said is on the disk', async () => {
  const { dataDirectory } = temporary;
  await temporary.backend.close();
  const entry = fileURLToPath(new URL('journalling-process.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, dataDirectory, study.studyId, String(voxelCount(shape))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let kept = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    kept = Number(line);
    if (kept === 40) child.kill('SIGKILL'); // what is already under way may still arrive
  }
  await temporary.restart();
  const [correction] = (await temporary.client.studies.get({ studyId: study.studyId })).corrections;
  if (correction === undefined) throw new Error('the correction is gone');
  expect(kept).toBeGreaterThanOrEqual(40);
  expect(correction.lineCount).toBeGreaterThanOrEqual(kept);
  expect(correction.lineCount).toBeLessThanOrEqual(kept + 1);
  const labels = new Uint8Array(voxelCount(shape));
  replayJournal(labels, await readJournal(correction.correctionId));
  expect(labels.indexOf(0)).toBe(correction.lineCount);
});

test('lines that are no lines, and journals of other masks, are refused', async () => {
  const window = openWindow({ kind: 'empty' }, new Uint8Array(voxelCount(shape)));
  expect(await codeOf(window.append({ kind: 'edit', delta: [1, 2] }))).toBe('invalid-request');
  const other = openWindow({ kind: 'empty' }, scriptedLabels.slice());
  await other.append(edit(other.stroke(place)));
  const { correctionId } = other;
  expect(await codeOf(temporary.client.corrections.saveVersion({ correctionId, knownLines: 1, name: null }))).toBe(
    'storage-failed',
  );
  await temporary.client.corrections.discard({ correctionId });
  expect((await temporary.client.studies.get({ studyId: study.studyId })).corrections).toEqual([]);
});
