// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testJob, testStudy } from './testing/fixtures.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

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
