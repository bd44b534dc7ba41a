import { expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { testJob, testModel, testResult, testStudy } from '../testing/fixtures.ts';
import { newestJobOf, placeInLine, runningJobOf } from './queue-slice.ts';
import { createWorkspaceStore } from './workspace-store.ts';

const kim = testStudy();
const lee = testStudy({ studyId: 'study-2', patientName: 'Lee' });

test('selected studies go into the queue in the order of the list, for the model chosen; one that has a job already is left as it is', async () => {
  const backend = createFakeBackend([kim, lee]);
  backend.models = [testModel('ours', 'shipped'), testModel('theirs', 'added')];
  backend.preferences = { ...backend.preferences, model: 'theirs@1' };
  const { store, actions } = createWorkspaceStore(backend.connection);
  await actions.begin();
  backend.queue.push([testJob({ jobId: 'job-1', studyId: 'study-1', stage: 'reading' })]);
  await vi.waitFor(() => expect(store.getState().queue.jobs).toHaveLength(1));
  actions.queue.select('study-2', true);
  actions.queue.select('study-1', true);
  await actions.queue.segmentSelected(['study-1', 'study-2']);
  expect(backend.callsOf('jobs.start')).toEqual([{ studyId: 'study-2', modelId: 'theirs@1' }]);
  expect(store.getState().queue.selectedStudyIds).toEqual([]);
});

test('a model chosen a moment ago is the one segmented with, also while the choice is still being kept', async () => {
  const backend = createFakeBackend([kim]);
  backend.models = [testModel('ours', 'shipped'), testModel('theirs', 'added')];
  const { actions } = createWorkspaceStore(backend.connection);
  await actions.begin();
  await actions.openStudy('study-1');
  const kept = actions.models.choose('theirs@1');
  void actions.job.start(); // until the job has ended
  await kept;
  await vi.waitFor(() => expect(backend.callsOf('jobs.start')).toHaveLength(1));
  expect(backend.callsOf('jobs.start')).toEqual([{ studyId: 'study-1', modelId: 'theirs@1' }]);
  expect(backend.preferences.model).toBe('theirs@1');
});

test('a job that ends reloads the list, and all are cancelled from the end of the line', async () => {
  const backend = createFakeBackend([kim, lee]);
  const { store, actions } = createWorkspaceStore(backend.connection);
  await actions.begin();
  const first = testJob({ jobId: 'a', stage: 'predicting' });
  const second = testJob({ jobId: 'b', studyId: 'study-2' });
  backend.queue.push([first, second]);
  await vi.waitFor(() => expect(store.getState().queue.jobs).toHaveLength(2));
  const loads = backend.callsOf('studies.list').length;
  await actions.queue.cancelAll();
  expect(backend.callsOf('jobs.cancel')).toEqual([{ jobId: 'b' }, { jobId: 'a' }]);
  backend.queue.push([second, { ...first, state: 'done', endedAt: '2026-01-01T00:00:00Z' }]);
  await vi.waitFor(() => expect(backend.callsOf('studies.list').length).toBe(loads + 1));
});

test('a job that ends while its study is being opened still shows its result', async () => {
  const result = testResult('result-1');
  const backend = createFakeBackend([kim]);
  backend.runningJob = testJob({ stage: 'finishing' });
  const { store, actions } = createWorkspaceStore(backend.connection);
  const opening = actions.openStudy('study-1');
  await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
  backend.studies.set('study-1', testStudy({ results: [result] }));
  backend.report(testJob({ state: 'done', resultId: 'result-1' }));
  await opening;
  expect(store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'result-1' });
});

test('places, the running job and the job worth telling', () => {
  const working = testJob({ jobId: 'a', stage: 'predicting' });
  const waiting = testJob({ jobId: 'b', studyId: 'study-2' });
  const failed = testJob({ jobId: 'c', studyId: 'study-3', state: 'failed' });
  const jobs = [working, waiting, failed, testJob({ jobId: 'd', studyId: 'study-4', state: 'done' })];
  expect(['a', 'b', 'c'].map((jobId) => placeInLine(jobs, jobId))).toEqual([0, 1, 0]);
  expect(runningJobOf(jobs, 'study-3')).toBeNull();
  expect(['study-2', 'study-3', 'study-4'].map((studyId) => newestJobOf(jobs, studyId)?.jobId)).toEqual([
    'b',
    'c',
    undefined,
  ]);
});

test('a job of the open study that failed and is repeated in the queue is followed to its result', async () => {
  const backend = createFakeBackend([kim]);
  const { store, actions } = createWorkspaceStore(backend.connection);
  await actions.begin();
  await actions.openStudy('study-1');
  backend.failures.set('jobs.start', new GlioscopeError('engine-crashed'));
  await actions.job.start();
  expect(store.getState().job.status).toBe('failed');
  backend.failures.clear();
  const failed = testJob({ jobId: 'job-0', state: 'failed', endedAt: '2026-01-01T00:00:00Z' });
  await actions.queue.repeat(failed);
  const again = testJob({ jobId: 'job-1', stage: 'reading' });
  backend.runningJob = again;
  backend.queue.push([again, failed]);
  await vi.waitFor(() => expect(store.getState().job.status).toBe('running'));
  backend.studies.set('study-1', testStudy({ results: [testResult('r1')] }));
  backend.report({ ...again, state: 'done', resultId: 'r1' });
  await vi.waitFor(() => {
    expect(store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'r1' });
  });
});
