import { expect, test, vi } from 'vitest';
import type { BatchStudy } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { testDraft, testStudy } from '../testing/fixtures.ts';
import { countBatch, type BatchRow } from './batch-state.ts';
import { selectScreen } from './selectors.ts';
import { createWorkspaceStore } from './workspace-store.ts';

function found(name: string, changes: Partial<BatchStudy> = {}): BatchStudy {
  const slots = ['t1n', 't1c', 't2w', 't2f'] as const;
  const files = slots.map((slot) => ({ name: `${slot}.nii`, slot, places: [`/given/${name}/${slot}.nii`] }));
  return { name, files, setAside: [], problems: [], without: null, isMaybeThere: false, ...changes };
}

async function given(...studies: readonly BatchStudy[]) {
  const backend = createFakeBackend([testStudy()]);
  backend.draft = testDraft([]);
  backend.batch = [...studies];
  const { store, actions } = createWorkspaceStore(backend.connection);
  await actions.chooseFolder();
  const rows = (): readonly BatchRow[] => store.getState().batch.rows;
  return { backend, store, actions, rows, screen: () => selectScreen(store.getState()) };
}

test('a folder of several studies becomes a list; nothing is uploaded or opened yet', async () => {
  const missing = { code: 'missing-modality', params: {} } as const;
  const { backend, rows, screen } = await given(found('kim'), found('lee', { problems: [missing] }));
  expect(screen()).toBe('batch');
  expect(rows().map(({ isTicked }) => isTicked)).toEqual([true, false]);
  expect(backend.callsOf('toFileRefs')).toEqual([]);
  expect(backend.callsOf('intake.open')).toEqual([]);
});

test('a study that lacks a modality waits for its tick, and is imported without it then', async () => {
  const label = { name: 'seg.nii', slot: 'reference' as const, places: ['/given/lee/seg.nii'] };
  const three = found('lee').files.filter(({ slot }) => slot !== 't2f');
  const { backend, actions, rows } = await given(
    found('kim'),
    found('lee', { files: [...three, label], without: 't2f' }),
  );
  expect(rows().map(({ isTicked }) => isTicked)).toEqual([true, false]);
  actions.batch.tick(rows()[1]?.rowId ?? NaN, true);
  await actions.batch.run(false);
  expect(backend.callsOf('batch.import')).toMatchObject([
    { patientName: 'kim', without: null },
    { patientName: 'lee', without: 't2f' },
  ]);
});

test('all are taken but those about which there is something to decide; they are counted, and taken when that is said', async () => {
  const three = found('lee').files.slice(0, 3);
  const { actions, rows, store } = await given(
    found('kim'),
    found('lee', { files: three, without: 't2f' }),
    found('bad', { problems: [{ code: 'missing-modality', params: {} }] }),
    found('there', { isMaybeThere: true }),
  );
  await vi.waitFor(() => expect(rows()[3]?.twin).not.toBeNull());
  const ticked = (): readonly boolean[] => rows().map(({ isTicked }) => isTicked);
  actions.batch.tickAll(false);
  expect(ticked()).toEqual([false, false, false, false]);
  actions.batch.tickAll(true);
  expect(ticked()).toEqual([true, false, false, false]);
  expect(countBatch(rows())).toMatchObject({ chosen: 1, plain: 1, plainChosen: 1, lacking: 1 });
  actions.batch.tickLacking();
  expect(ticked()).toEqual([true, true, false, false]);
  expect(countBatch(rows())).toMatchObject({ chosen: 2, plainChosen: 1, lacking: 0 });
  // a tick of one's own is kept by "all" and taken back by "none"
  actions.batch.tick(rows()[2]?.rowId ?? NaN, true);
  actions.batch.tickAll(true);
  expect(ticked()).toEqual([true, true, true, false]);
  actions.batch.tickAll(false);
  expect(ticked()).toEqual([false, false, false, false]);
  expect(store.getState().batch.rows).toHaveLength(4);
});

test('each study is imported by itself and queued; one that fails does not stop the rest', async () => {
  const { backend, actions, rows, store } = await given(found('kim'), found('bad'), found('lee'));
  const { client } = backend.connection;
  const importOne = client.batch.import;
  const bad = new GlioscopeError('file-unreadable', { file: 't2w.nii' });
  vi.spyOn(client.batch, 'import').mockImplementation((input) =>
    input.patientName === 'bad' ? Promise.reject(bad) : importOne(input),
  );
  await actions.batch.run(true);
  expect(rows().map(({ step }) => step)).toEqual(['imported', 'failed', 'imported']);
  expect(rows()[1]?.failure).toMatchObject({ code: 'file-unreadable', params: { file: 't2w.nii' } });
  expect(countBatch(rows())).toMatchObject({ imported: 2, queued: 2, failed: 1, chosen: 0 });
  expect(backend.callsOf('jobs.start')).toEqual(
    ['kim', 'lee'].map((name) => ({ studyId: `imported-${name}`, modelId: null })),
  );
  expect(backend.callsOf('batch.import')[0]).toEqual({
    files: ['t1n', 't1c', 't2w', 't2f'].map((slot) => ({ kind: 'path', path: `/given/kim/${slot}.nii` })),
    ...{ patientName: 'kim', isTwinWanted: false, without: null },
  });
  expect(store.getState().batch.isRunning).toBe(false);
});

test('a study that is in the library is named and not ticked; ticked all the same, it is imported', async () => {
  const { backend, actions, rows } = await given(found('kim', { isMaybeThere: true }), found('lee'));
  await vi.waitFor(() => expect(rows()[0]?.twin).toEqual({ studyId: 'study-1', patientName: 'Kim' }));
  expect(rows().map(({ isTicked }) => isTicked)).toEqual([false, true]);
  actions.batch.tick(rows()[0]?.rowId ?? 0, true);
  await actions.batch.run(false);
  expect(backend.callsOf('batch.import')).toMatchObject([{ isTwinWanted: true }, { isTwinWanted: false }]);
  expect(backend.callsOf('jobs.start')).toEqual([]);
});

test('leaving the screen does not stop it; stopping begins no further study', async () => {
  const { actions, rows, screen, store } = await given(found('kim'), found('lee'), found('park'));
  const running = actions.batch.run(false);
  actions.batch.leave();
  expect(screen()).toBe('studies');
  const stop = store.subscribe(({ batch }) => {
    if (batch.rows.filter(({ step }) => step === 'imported').length === 2 && !batch.isStopping) actions.batch.stop();
  });
  await running;
  stop();
  expect(rows().map(({ step }) => step)).toEqual(['imported', 'imported', 'waiting']);
  actions.batch.open();
  expect(screen()).toBe('batch');
  actions.batch.leave();
  expect(rows()).toEqual([]);
});

test('a lost connection ends the run; what was not told about can be begun again', async () => {
  const { backend, actions, rows, store } = await given(found('kim'), found('lee'));
  backend.failures.set('toFileRefs', new GlioscopeError('connection-lost'));
  await actions.batch.run(true);
  expect(rows().map(({ step }) => step)).toEqual(['waiting', 'waiting']);
  expect(store.getState().notices).toHaveLength(1);
  backend.failures.clear();
  await actions.batch.run(true);
  expect(rows().map(({ step }) => step)).toEqual(['imported', 'imported']);
});
