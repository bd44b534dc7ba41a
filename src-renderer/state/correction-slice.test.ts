import { beforeEach, describe, expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { strokeIn } from '../testing/opened-workspace.ts';
import type { MaskInHand } from './correction-state.ts';
import { shownLabelMap } from './selectors.ts';
import { createWorkspaceStore, type Workspace } from './workspace-store.ts';

let backend: FakeBackend;
let workspace: Workspace;

/** One enhancing voxel in the result; voxels are 1 mm with their indices as places. */
beforeEach(async () => {
  const labels = new Uint8Array(voxelCount(testShape));
  labels[voxelOffset(testShape, [0, 0, 0])] = internalLabels.et;
  backend = createFakeBackend([testStudy({ results: [testResult('r1')] })]);
  backend.blobs.set('labels-r1', labels.buffer);
  workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy('study-1');
  workspace.actions.correction.setRadius(0.5);
});

function mask(): MaskInHand {
  const { mask: inHand } = workspace.store.getState().correction;
  if (inHand === null) throw new Error('no mask in hand');
  return inHand;
}

function codeAt(voxel: Vec3): number | undefined {
  return workspace.scenes.scene(workspace.store.getState())?.labels?.voxels[voxelOffset(testShape, voxel)];
}

function stroke(from: Vec3, to?: Vec3): void {
  strokeIn(workspace, from, to);
}

function journalKept(): Promise<void> {
  return expect.poll(() => workspace.store.getState().correction.mask?.journal.status).toBe('kept');
}

describe('correcting a result', () => {
  test('a stroke changes the mask, its volumes and the scene, and nothing of the result', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    const before = workspace.scenes.scene(workspace.store.getState())?.labels;
    stroke([1, 2, 3], [3, 2, 3]);
    expect([1, 2, 3].map((x) => codeAt([x, 2, 3]))).toEqual([3, 3, 3]);
    expect(codeAt([1, 2, 4])).toBe(0);
    expect(mask().tissuesMl.et).toBeCloseTo(0.004, 9);
    expect(workspace.scenes.scene(workspace.store.getState())?.labels).not.toBe(before);
    await journalKept();
    expect(backend.callsOf('corrections.append')).toMatchObject([
      { base: { kind: 'result', resultId: 'r1' }, knownLines: 0, lines: [{ kind: 'edit' }] },
    ]);
    workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r1' });
    expect(codeAt([2, 2, 3])).toBe(0);
    expect(workspace.store.getState().correction.isOpen).toBe(false);
  });

  test('undo and redo go all the way, through every kind of step, and are journalled', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    stroke([1, 2, 3]);
    correction.setTissue('ed');
    correction.changeAll('et');
    correction.takeTool('remove');
    stroke([0, 0, 0]);
    expect([codeAt([0, 0, 0]), codeAt([1, 2, 3])]).toEqual([0, 2]);
    for (let step = 0; step < 3; step += 1) correction.undo();
    expect([codeAt([0, 0, 0]), codeAt([1, 2, 3]), mask().done, mask().undone]).toEqual([3, 0, 0, 3]);
    for (let step = 0; step < 2; step += 1) correction.redo();
    expect([codeAt([0, 0, 0]), codeAt([1, 2, 3]), mask().done]).toEqual([2, 2, 2]);
    await journalKept();
    const lines = (backend.callsOf('corrections.append') as { lines: { kind: string }[] }[]).flatMap(
      (call) => call.lines,
    );
    expect(lines.map(({ kind }) => kind)).toEqual(['edit', 'edit', 'edit', 'undo', 'undo', 'undo', 'redo', 'redo']);
  });

  test('escape takes the stroke under way back, then puts the tool down, then away', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    const tool = correction.viewTool(workspace.store.getState(), 'axial');
    tool?.press([2, 2, 2]);
    expect(codeAt([2, 2, 2])).toBe(3);
    correction.stepBack();
    expect([codeAt([2, 2, 2]), mask().done]).toEqual([0, 0]);
    tool?.release(true);
    correction.stepBack();
    expect(workspace.store.getState().correction).toMatchObject({ isOpen: true, tool: null });
    correction.stepBack();
    // nothing was done: back to the result itself, and nothing is stored
    expect(workspace.store.getState().correction).toMatchObject({ isOpen: false, mask: null });
    expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'r1' });
    expect(backend.callsOf('corrections.append')).toEqual([]);
  });

  test('the brush keeps to its range, and says so where nothing lies within', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    correction.toggleRange();
    correction.setRange({ low: 1, high: 10 }); // the fake's images are all 0
    stroke([2, 2, 2]);
    expect([codeAt([2, 2, 2]), workspace.store.getState().correction.refusal]).toEqual([0, 'out-of-range']);
    correction.setRange({ low: 0, high: 10 });
    stroke([2, 2, 2]);
    expect([codeAt([2, 2, 2]), workspace.store.getState().correction.refusal]).toEqual([3, null]);
    stroke([2, 2, 2]);
    expect(workspace.store.getState().correction.refusal, 'painted already, but within').toBeNull();
  });

  test('fill says why an open area is not filled, and fills a closed one', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    correction.takeTool('fill');
    stroke([2, 3, 4]);
    expect(workspace.store.getState().correction.refusal).toBe('open-region');
    correction.setTissue('ncr');
    stroke([0, 0, 0]);
    expect([codeAt([0, 0, 0]), workspace.store.getState().correction.refusal]).toEqual([1, null]);
  });

  test('a tissue that is hidden is shown when it is painted, others stay hidden', async () => {
    const { correction, display } = workspace.actions;
    const hidden = (): readonly string[] => workspace.store.getState().viewer.hiddenTissues;
    await correction.open();
    display.toggleTissue('ncr');
    display.toggleTissue('ed');
    correction.setTissue('ncr');
    correction.takeTool('eraser');
    stroke([1, 2, 3]);
    expect(hidden()).toEqual(['ncr', 'ed']);
    correction.takeTool('brush');
    stroke([1, 2, 3]);
    expect(hidden()).toEqual(['ed']);
    correction.setTissue('ed');
    correction.changeAll('ncr');
    expect(hidden()).toEqual([]);
  });

  test('nothing is painted while the mask is hidden', async () => {
    await workspace.actions.correction.open();
    workspace.actions.viewer.toggleLabels();
    expect(workspace.actions.correction.viewTool(workspace.store.getState(), 'axial')).toBeNull();
  });
});

describe('what was corrected', () => {
  test('is there again when the study is opened again, with its history', async () => {
    await workspace.actions.correction.open();
    stroke([1, 2, 3]);
    stroke([2, 2, 3]);
    workspace.actions.correction.undo();
    await journalKept();
    const again = createWorkspaceStore(backend.connection);
    await again.actions.openStudy('study-1');
    await expect.poll(() => again.store.getState().correction.mask).not.toBeNull();
    expect(again.store.getState().correction.mask).toMatchObject({ done: 1, undone: 1 });
    expect(shownLabelMap(again.store.getState())?.tissuesMl.et).toBeCloseTo(0.002, 9);
  });

  test('is exported as the result it began with until it differs from it, and again when all is undone', async () => {
    const { correction, resultExport } = workspace.actions;
    const exported = async (): Promise<number> => {
      await resultExport.exportShown();
      return backend.callsOf('exportResult').length;
    };
    await correction.open();
    expect(await exported()).toBe(1);
    stroke([1, 2, 3]);
    expect(await exported(), 'no file of it would be the mask on the screen').toBe(1);
    correction.undo();
    expect(await exported()).toBe(2);
    expect(backend.callsOf('exportResult')).toMatchObject([{ resultId: 'r1' }, { resultId: 'r1' }]);
  });

  test('becomes a version that is shown, and the tools are put away', async () => {
    await workspace.actions.correction.open();
    stroke([1, 2, 3]);
    const { correctionId } = mask();
    await workspace.actions.correction.saveVersion('Kim');
    expect(backend.callsOf('corrections.saveVersion')).toEqual([{ correctionId, knownLines: 1, name: 'Kim' }]);
    const { viewer, correction } = workspace.store.getState();
    expect(viewer.shownLabels).toEqual({ kind: 'result', resultId: `version-of-${correctionId}` });
    expect(correction).toMatchObject({ mask: null, isOpen: false, activity: 'idle' });
  });

  test('takes no stroke while it is being saved: nothing is painted that would be lost', async () => {
    await workspace.actions.correction.open();
    stroke([1, 2, 3]);
    await journalKept();
    const reply = Promise.withResolvers<undefined>();
    const { saveVersion } = backend.connection.client.corrections;
    vi.spyOn(backend.connection.client.corrections, 'saveVersion').mockImplementationOnce(async (input) => {
      await reply.promise;
      return saveVersion(input);
    });
    const saving = workspace.actions.correction.saveVersion('Kim');
    await expect.poll(() => workspace.store.getState().correction.activity).toBe('saving');
    stroke([2, 2, 3]);
    workspace.actions.correction.undo();
    expect([codeAt([1, 2, 3]), codeAt([2, 2, 3])]).toEqual([3, 0]);
    reply.resolve(undefined);
    await saving;
    expect(backend.callsOf('corrections.append')).toHaveLength(1);
    expect(workspace.store.getState().notices).toEqual([]);
  });

  test('is kept and written later when it cannot be written now', async () => {
    await workspace.actions.correction.open();
    backend.failures.set('corrections.append', new GlioscopeError('storage-full'));
    stroke([1, 2, 3]);
    await expect.poll(() => mask().journal).toMatchObject({ status: 'failed', failure: { code: 'storage-full' } });
    stroke([2, 2, 3]);
    backend.failures.clear();
    workspace.actions.correction.retryWriting();
    await journalKept();
    expect(mask().done).toBe(2);
  });

  test('is not lost without a word: who leaves while it cannot be written is asked', async () => {
    const { correction, backToStudies, openStudy } = workspace.actions;
    const { store } = workspace;
    const isAsked = (): boolean => store.getState().correction.isLeaveAsked;
    await correction.open();
    backend.failures.set('corrections.append', new GlioscopeError('storage-full'));
    stroke([1, 2, 3]);
    await expect.poll(() => mask().journal.status).toBe('failed');

    const staying = backToStudies();
    await expect.poll(isAsked).toBe(true);
    await correction.answerLeaving('try-again');
    expect(isAsked()).toBe(true);
    await correction.answerLeaving('stay');
    await staying;
    expect([isAsked(), store.getState().study.status, codeAt([1, 2, 3])]).toEqual([false, 'open', 3]);

    backend.studies.set('study-2', testStudy({ studyId: 'study-2' }));
    const leaving = openStudy('study-2');
    await expect.poll(isAsked).toBe(true);
    backend.failures.clear();
    await correction.answerLeaving('try-again');
    await leaving;
    expect(backend.callsOf('corrections.append').at(-1)).toMatchObject({ lines: [{ kind: 'edit' }] });
    await openStudy('study-1');
    await expect.poll(() => store.getState().correction.mask?.done).toBe(1);

    await correction.open();
    backend.failures.set('corrections.append', new GlioscopeError('storage-full'));
    stroke([2, 2, 3]);
    await expect.poll(() => mask().journal.status).toBe('failed');
    await correction.saveVersion('Kim');
    expect(store.getState().notices).toMatchObject([{ failure: { code: 'storage-full' } }]);
    const giving = backToStudies();
    await expect.poll(isAsked).toBe(true);
    await correction.answerLeaving('lose');
    await giving;
    expect(store.getState()).toMatchObject({ study: { status: 'none' }, correction: { mask: null } });
  });

  test('can be discarded: the result is shown again', async () => {
    const { correction } = workspace.actions;
    await correction.open();
    stroke([1, 2, 3]);
    const { correctionId } = mask();
    await correction.discard();
    expect(backend.callsOf('corrections.discard')).toEqual([{ correctionId }]);
    expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'r1' });
    expect(codeAt([1, 2, 3])).toBe(0);
  });
});

test('a mask drawn from nothing', async () => {
  backend = createFakeBackend([testStudy()]);
  workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy('study-1');
  await workspace.actions.correction.open();
  stroke([1, 2, 3]);
  expect(mask().base).toEqual({ kind: 'empty' });
  expect(shownLabelMap(workspace.store.getState())?.regionsMl.wt).toBeGreaterThan(0);
});
