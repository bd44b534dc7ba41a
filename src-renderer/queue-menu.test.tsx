// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testJob, testStudy } from './testing/fixtures.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

test('Esc closes the queue, also after the button that was pressed went with its job', async () => {
  vi.spyOn(console, 'warn').mockReturnValue(); // nothing is laid out here, which the focus trap complains of
  const user = userEvent.setup();
  const { backend } = await showApp(createFakeBackend([testStudy()]));
  const job = testJob({ jobId: 'job-1', stage: 'predicting' });
  act(() => {
    backend.queue.push([job]);
  });
  await user.click(await screen.findByTestId('queue-menu'));
  await user.click(await screen.findByTestId('queue-cancel'));
  act(() => {
    backend.queue.push([{ ...job, state: 'cancelled', endedAt: '2026-01-01T00:00:00Z' }]);
  });
  await waitFor(() => {
    expect(screen.queryByTestId('queue-cancel')).toBeNull();
  });
  expect(screen.getByTestId('queue')).toBeTruthy();
  await user.keyboard('{Escape}');
  await waitFor(() => {
    expect(screen.queryByTestId('queue')).toBeNull();
  });
});

test('a name leads to its study, from the settings too; over files that are taken in it is a name only', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { backend, workspace, user } = await showApp(createFakeBackend([testStudy()]));
  act(() => {
    backend.queue.push([testJob({ state: 'done', endedAt: '2026-01-01T00:00:00Z' })]);
    workspace.actions.settings.open();
  });
  await user.click(await screen.findByTestId('queue-menu'));
  await user.click(await screen.findByTestId('queue-open'));
  await screen.findByRole('img', { name: /Axial view/ });
  await waitFor(() => {
    expect(screen.queryByTestId('queue')).toBeNull();
  });
  const asked = backend.callsOf('studies.get').length;
  await act(() => workspace.actions.openStudy('study-1')); // it is on the screen, and stays as it is
  expect(backend.callsOf('studies.get').length).toBe(asked);
  await act(() => workspace.actions.chooseFiles());
  await user.click(await screen.findByTestId('queue-menu'));
  expect(await screen.findByTestId('queue-row')).toBeTruthy();
  expect(screen.queryByTestId('queue-open')).toBeNull();
});

test('what failed or was cancelled is started anew as it was asked for, unless its study has a job again', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { backend, user } = await showApp(createFakeBackend([testStudy()]));
  const failed = testJob({
    ...{ state: 'failed', endedAt: '2026-01-01T00:00:00Z', failure: { code: 'engine-crashed', params: {} } },
    ...{ isThorough: true, brainExtraction: 'off' },
  });
  const done = testJob({ jobId: 'job-2', state: 'done', endedAt: '2026-01-01T00:00:00Z' });
  act(() => {
    backend.queue.push([failed, done]);
  });
  await user.click(await screen.findByTestId('queue-menu'));
  await user.click(await screen.findByTestId('queue-repeat')); // one: what is done is done
  expect(backend.callsOf('jobs.start')).toEqual([
    { studyId: 'study-1', modelId: 'test-model', isThorough: true, brainExtraction: 'off' },
  ]);
  act(() => {
    backend.queue.push([testJob({ jobId: 'job-3' }), failed, done]);
  });
  await waitFor(() => {
    expect(screen.queryByTestId('queue-repeat')).toBeNull();
  });
});
