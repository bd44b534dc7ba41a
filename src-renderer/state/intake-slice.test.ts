import { describe, expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { testDraft, testFile, testStudy } from '../testing/fixtures.ts';
import { createWorkspaceStore } from './workspace-store.ts';

function setUp(): {
  backend: ReturnType<typeof createFakeBackend>;
  workspace: ReturnType<typeof createWorkspaceStore>;
} {
  const backend = createFakeBackend([testStudy()]);
  backend.draft = testDraft([testFile('kim_t1.nii.gz', { slot: 't1n' })]);
  return { backend, workspace: createWorkspaceStore(backend.connection) };
}

describe('intake', () => {
  test('chosen files become a draft with the suggested name', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.chooseFiles();
    expect(backend.callsOf('intake.open')).toEqual([{ files: [{ kind: 'path', path: '/a/kim_t1.nii' }] }]);
    expect(workspace.store.getState().intake).toMatchObject({ status: 'draft', patientName: 'kim', activity: 'idle' });
  });

  test('nothing happens when the user cancels the dialog', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.intake.give(Promise.resolve(null));
    expect(workspace.store.getState().intake.status).toBe('none');
    expect(backend.calls).toEqual([]);
  });

  test('files dropped on a draft are added to it; dropped on an open study they start a new one', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.openStudy('study-1');
    await workspace.actions.intake.give(Promise.resolve({ kind: 'paths', paths: ['/x'] }));
    await workspace.actions.intake.give(Promise.resolve({ kind: 'paths', paths: ['/y'] }));
    expect(backend.callsOf('intake.open')).toHaveLength(1);
    expect(backend.callsOf('intake.addFiles')).toEqual([{ draftId: 'draft-1', files: [{ kind: 'path', path: '/y' }] }]);
    workspace.actions.intake.discard();
    expect(workspace.store.getState()).toMatchObject({ intake: { status: 'none' }, study: { status: 'open' } });
  });

  test('files given one by one, faster than they are read, all arrive in order', async () => {
    const { backend, workspace } = setUp();
    const paths = ['/t1', '/t1ce', '/t2', '/flair'];
    await Promise.all(
      paths.map((path) => workspace.actions.intake.give(Promise.resolve({ kind: 'paths', paths: [path] }))),
    );
    expect(backend.callsOf('intake.open')).toEqual([{ files: [{ kind: 'path', path: '/t1' }] }]);
    expect(backend.callsOf('intake.addFiles')).toEqual(
      paths.slice(1).map((path) => ({ draftId: 'draft-1', files: [{ kind: 'path', path }] })),
    );
    expect(backend.callsOf('intake.discard')).toEqual([]);
  });

  test('files that still wait when the user leaves are not read', async () => {
    const { backend, workspace } = setUp();
    const given = ['/x', '/y'].map((path) =>
      workspace.actions.intake.give(Promise.resolve({ kind: 'paths', paths: [path] })),
    );
    const stop = workspace.store.subscribe(({ intake }) => {
      if (intake.status !== 'reading') return;
      stop();
      workspace.actions.intake.discard();
    });
    await Promise.all(given);
    expect(backend.callsOf('intake.open')).toHaveLength(1);
    expect(backend.callsOf('intake.addFiles')).toEqual([]);
    expect(workspace.store.getState().intake.status).toBe('none');
  });

  test('a drop that cannot be read is told', async () => {
    const { workspace } = setUp();
    await workspace.actions.intake.give(Promise.reject(new GlioscopeError('file-unreadable', { file: 'scans' })));
    expect(workspace.store.getState().notices).toMatchObject([
      { kind: 'failure', failure: { code: 'file-unreadable', params: { file: 'scans' } } },
    ]);
  });

  test('the sample takes the place of a draft, which the backend forgets', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.chooseFiles();
    await workspace.actions.intake.openSample();
    expect(backend.callsOf('intake.discard')).toEqual([{ draftId: 'draft-1' }]);
    expect(workspace.store.getState().intake.status).toBe('draft');
  });

  test('leaving while the study is made neither stops it nor brings the user back to it', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.intake.openSample();
    const committing = workspace.actions.intake.commit();
    workspace.actions.intake.discard();
    await committing;
    expect(backend.callsOf('intake.discard')).toEqual([]);
    expect(workspace.store.getState()).toMatchObject({
      intake: { status: 'none' },
      study: { status: 'none' },
      studies: { list: { status: 'ready', studies: [{ studyId: 'study-1' }] } },
    });
  });

  test('a name the user typed is not replaced by a suggestion', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.intake.openSample();
    workspace.actions.intake.setPatientName('Park');
    backend.draft = testDraft([], { suggestedPatientName: 'other' });
    await workspace.actions.intake.assign('f', 't1c');
    expect(workspace.store.getState().intake).toMatchObject({ patientName: 'Park' });
  });

  test('files that cannot be read at all leave a failure', async () => {
    const { backend, workspace } = setUp();
    backend.failures.set('intake.open', new GlioscopeError('file-not-found', { file: 'kim_t1.nii' }));
    await workspace.actions.chooseFiles();
    expect(workspace.store.getState().intake).toMatchObject({
      status: 'failed',
      failure: { code: 'file-not-found', params: { file: 'kim_t1.nii' } },
    });
  });

  test('an intake that was left is not brought back by its late answer, and its draft is discarded', async () => {
    const { backend, workspace } = setUp();
    const opening = workspace.actions.intake.openSample();
    workspace.actions.intake.discard();
    await opening;
    expect(workspace.store.getState().intake.status).toBe('none');
    expect(backend.callsOf('intake.discard')).toEqual([{ draftId: 'draft-1' }]);
  });

  test('commit stores the trimmed name and opens the study', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.intake.openSample();
    workspace.actions.intake.setPatientName('  Kim  ');
    await workspace.actions.intake.commit();
    expect(backend.callsOf('intake.commit')).toEqual([{ draftId: 'draft-1', patientName: 'Kim' }]);
    expect(workspace.store.getState()).toMatchObject({ intake: { status: 'none' }, study: { status: 'open' } });
  });

  test('the user goes on without what is missing, and takes it back', async () => {
    const { backend, workspace } = setUp();
    backend.draft = testDraft([], { isReady: false, absence: { modality: 't2f', isAccepted: false } });
    await workspace.actions.intake.openSample();
    backend.draft = testDraft([], { absence: { modality: 't2f', isAccepted: true } });
    await workspace.actions.intake.goOnWithout('t2f');
    expect(workspace.store.getState().intake).toMatchObject({ draft: { absence: { isAccepted: true } } });
    await workspace.actions.intake.goOnWithout(null);
    expect(backend.callsOf('intake.goOnWithout')).toEqual([
      { draftId: 'draft-1', modality: 't2f' },
      { draftId: 'draft-1', modality: null },
    ]);
  });

  test('a commit that fails keeps the draft and says why', async () => {
    const { backend, workspace } = setUp();
    await workspace.actions.intake.openSample();
    backend.failures.set('intake.commit', new GlioscopeError('storage-full'));
    await workspace.actions.intake.commit();
    expect(workspace.store.getState().intake).toMatchObject({
      status: 'draft',
      activity: 'idle',
      failure: { code: 'storage-full' },
    });
  });
});
