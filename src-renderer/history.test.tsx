// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

test('the studies of a patient beside each other, with how much has changed; each leads to itself', async () => {
  const before = testStudy({ scannedOn: '2026-01-05', results: [testResult('r1')] }); // WT 24.75 mL
  const now = testStudy({
    ...{ studyId: 'study-2', scannedOn: '2026-03-02' },
    results: [testResult('r2', { studyId: 'study-2', regionsMl: { wt: 49.5, tc: 4.5, et: 0.3 } })],
  });
  const { user, workspace } = await showApp(createFakeBackend([now, before]));
  await user.click(screen.getAllByTestId('study-row')[0]?.querySelector('button') ?? document.body);
  const rows = within(await screen.findByTestId('history-table')).getAllByTestId('history-row');
  expect(rows.map((row) => row.textContent)).toEqual(['Jan 5, 202624.84.53.0', 'Mar 2, 202649.5+100%4.50%0.30-90%']);
  await user.click(screen.getByTestId('history-open'));
  await waitFor(() => {
    expect(screen.getByTestId('study-date').textContent).toBe('scanned Jan 5, 2026');
  });
  // what is changed in a study is known when another is open
  await act(() => workspace.actions.study.setScanDate('2026-04-01'));
  await act(() => workspace.actions.openStudy('study-2'));
  await waitFor(() => {
    const [first, second] = screen.getAllByTestId('history-row').map((row) => row.textContent);
    expect([first, second]).toEqual(['Mar 2, 202649.54.50.30', 'Apr 1, 202624.8-50%4.50%3.0+900%']);
  });
});

test('a patient’s only study has no history; the date of its scan is entered beside the name, and taken away', async () => {
  const { backend, user } = await showStudy(testStudy());
  expect(screen.queryByTestId('history-table')).toBeNull();
  expect(screen.getByTestId('study-date').textContent).toMatch(/^added Mar 4, 2026/u);
  for (const [entered, shown] of [
    ['2026-02-28', /^scanned Feb 28, 2026$/u],
    ['', /^added/u],
  ] as const) {
    await user.click(screen.getByTestId('set-scan-date'));
    fireEvent.change(await screen.findByTestId('scan-date'), { target: { value: entered } });
    await user.click(screen.getByTestId('confirm-name'));
    await waitFor(() => {
      expect(screen.getByTestId('study-date').textContent).toMatch(shown);
    });
  }
  expect(backend.callsOf('studies.setScanDate')).toEqual([
    { studyId: 'study-1', scannedOn: '2026-02-28' },
    { studyId: 'study-1', scannedOn: null },
  ]);
});
