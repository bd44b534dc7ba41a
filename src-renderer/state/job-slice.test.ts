import { describe, expect, test, vi } from 'vitest';
import type { DurationEstimate, Study } from '#shared/contract/index.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testJob, testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { labelVoxel, opened } from '../testing/opened-workspace.ts';
import { createWorkspaceStore } from './workspace-store.ts';

/** The backend finishes the job with a result. */
function finish(backend: FakeBackend, resultId: string): void {
  labelVoxel(backend, resultId);
  backend.studies.set('study-1', testStudy({ results: [testResult(resultId)] }));
  backend.report(testJob({ state: 'done', fraction: 1, resultId }));
}

function estimateOf(durationMs: number): DurationEstimate {
  return { durationMs, basis: 'measured', engineId: 'onnx-cpu' };
}

describe('segmenting', () => {
  test('shows progress, then the new result with the crosshair on the tumour', async () => {
    const { backend, workspace } = await opened();
    const { store, actions } = workspace;
    actions.viewer.toggleLabels();
    const ended = actions.job.start();
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    backend.report(testJob({ stage: 'predicting', fraction: 0.5 }));
    await vi.waitFor(() => expect(store.getState().job).toMatchObject({ job: { fraction: 0.5 }, receivedAtMs: 1000 }));
    finish(backend, 'r1');
    await ended;
    const { job, viewer } = store.getState();
    expect(job.status).toBe('idle');
    expect(viewer).toMatchObject({ shownLabels: { kind: 'result', resultId: 'r1' }, isLabelsVisible: true });
    expect(viewer.crosshairMm).toEqual([1, 4, 6]);
    expect(workspace.scenes.readout(store.getState())).toMatchObject({
      voxel: [1, 4, 6],
      values: { t1c: 0 },
      tissue: 'et',
    });
  });

  test('a result that comes while the mask is corrected waits in the list, and that is said', async () => {
    const { backend, workspace } = await opened();
    const { store, actions } = workspace;
    await actions.correction.open();
    const ended = actions.job.start();
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    finish(backend, 'r1');
    await ended;
    expect(store.getState().viewer.shownLabels).toEqual({ kind: 'correction' });
    expect(store.getState().notices).toMatchObject([{ kind: 'result-waits' }]);
  });

  test('a failed job leaves the study open and says why', async () => {
    const { backend, workspace } = await opened();
    const ended = workspace.actions.job.start();
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    backend.report(testJob({ state: 'failed', failure: { code: 'engine-crashed', params: {} } }));
    await ended;
    expect(workspace.store.getState().job).toMatchObject({ status: 'failed', failure: { code: 'engine-crashed' } });
    workspace.actions.job.dismissFailure();
    expect(workspace.store.getState().job.status).toBe('idle');
  });

  test('cancelling waits for the engine to stop', async () => {
    const { backend, workspace } = await opened();
    const ended = workspace.actions.job.start();
    await vi.waitFor(() => expect(workspace.store.getState().job.status).toBe('running'));
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    await workspace.actions.job.cancel();
    expect(workspace.store.getState().job).toMatchObject({ isCancelling: true });
    backend.report(testJob({ state: 'cancelled' }));
    await ended;
    expect(workspace.store.getState().job.status).toBe('idle');
    expect(backend.callsOf('jobs.cancel')).toEqual([{ jobId: 'job-1' }]);
  });

  test('a job that already runs is found again when its study is opened', async () => {
    const backend = createFakeBackend([testStudy()]);
    backend.runningJob = testJob({ stage: 'predicting', fraction: 0.3 });
    const { store, actions } = createWorkspaceStore(backend.connection);
    void actions.openStudy('study-1');
    await vi.waitFor(() => expect(store.getState().job).toMatchObject({ status: 'running', job: { fraction: 0.3 } }));
  });

  test('a job found for a study that was left while it opened is not shown on the next one', async () => {
    const backend = createFakeBackend([testStudy(), testStudy({ studyId: 'study-2' })]);
    backend.runningJob = testJob({ stage: 'predicting' });
    const { store, actions } = createWorkspaceStore(backend.connection);
    const voxels = Promise.withResolvers<ArrayBuffer>();
    const read = vi.spyOn(backend.connection, 'readBlob').mockImplementation(() => voxels.promise);
    const first = actions.openStudy('study-1');
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    backend.runningJob = null;
    const second = actions.openStudy('study-2');
    await vi.waitFor(() => expect(store.getState().study).toMatchObject({ study: { studyId: 'study-2' } }));
    voxels.resolve(new ArrayBuffer(voxelCount(testShape) * 2));
    await Promise.all([first, second]);
    expect(store.getState().job.status).toBe('idle');
    expect(backend.callsOf('jobs.watch')).toEqual([]);
  });

  test('of two estimates the one asked for last stays, whichever comes last', async () => {
    const { backend, workspace } = await opened();
    const { store, actions } = workspace;
    const slow = Promise.withResolvers<DurationEstimate | null>();
    const quick = estimateOf(4000);
    vi.spyOn(backend.connection.client.jobs, 'estimate')
      .mockImplementationOnce(() => slow.promise)
      .mockImplementationOnce(() => Promise.resolve(quick));
    const both = [actions.job.estimate(), actions.job.estimate()];
    await vi.waitFor(() => expect(store.getState().estimate).toEqual(quick));
    slow.resolve(estimateOf(60_000));
    await Promise.all(both);
    expect(store.getState().estimate).toEqual(quick);
  });

  test('leaving the study lets the job run on, and its end changes nothing here', async () => {
    const { backend, workspace } = await opened();
    const ended = workspace.actions.job.start();
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    await workspace.actions.backToStudies();
    finish(backend, 'r1');
    await ended;
    expect(backend.callsOf('jobs.cancel')).toEqual([]);
    expect(workspace.store.getState()).toMatchObject({ job: { status: 'idle' }, study: { status: 'none' } });
  });

  test('a study left while its result arrives is not shown that result in another study', async () => {
    const { backend, workspace } = await opened();
    backend.studies.set('study-2', testStudy({ studyId: 'study-2', results: [testResult('other')] }));
    const segmenting = workspace.actions.job.start();
    await vi.waitFor(() => expect(workspace.store.getState().job.status).toBe('running'));
    const late = Promise.withResolvers<Study>();
    const asked = vi.spyOn(backend.connection.client.studies, 'get').mockImplementationOnce(() => late.promise);
    finish(backend, 'r1');
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    await workspace.actions.openStudy('study-2');
    late.resolve(testStudy({ results: [testResult('r1')] }));
    await segmenting;
    expect(workspace.store.getState().viewer.shownLabels).toEqual({ kind: 'result', resultId: 'other' });
  });

  test('a connection lost on the way is a failure; once back, the result made meanwhile is shown', async () => {
    const { backend, workspace } = await opened();
    const { store, actions } = workspace;
    const ended = actions.job.start();
    await vi.waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    backend.setStatus('lost');
    backend.breakWatch(new Error('socket closed'));
    await ended;
    expect(store.getState()).toMatchObject({
      connection: 'lost',
      job: { status: 'failed', failure: { code: 'connection-lost' } },
    });
    labelVoxel(backend, 'r1');
    backend.runningJob = null;
    backend.studies.set('study-1', testStudy({ results: [testResult('r1')] }));
    backend.setStatus('connected');
    await vi.waitFor(() =>
      expect(store.getState()).toMatchObject({
        job: { status: 'idle' },
        viewer: { shownLabels: { kind: 'result', resultId: 'r1' } },
      }),
    );
  });
});
