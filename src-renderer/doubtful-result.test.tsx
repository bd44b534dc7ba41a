// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Expectation } from '#shared/domain/uncertainty.ts';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

function studyThatExpects(expected: Expectation | null) {
  const range = { low: 0, high: 30 };
  const rangesMl = { wt: range, tc: range, et: range };
  const uncertainty = { mapId: 'map', passes: 1, rangesMl, expected, places: [], unlistedPlaces: 0 };
  return testStudy({ results: [testResult('result-1', { uncertainty })], isDoubtful: (expected?.dice.wt ?? 1) < 0.75 });
}

test('a result the network doubts is marked in the list, and says so beside its volumes', async () => {
  const study = studyThatExpects({ dice: { wt: 0.54, tc: null, et: 0.8 }, markedFrom: 0.27 });
  await showApp(createFakeBackend([study]));
  within(screen.getByTestId('study-row')).getByRole('img', { name: /network itself doubts/ });
  cleanup();
  const { user } = await showStudy(study);
  await waitFor(() => screen.getByTestId('expected-dice'));
  await user.click(screen.getByRole('button', { name: /How it was made/ }));
  expect(await screen.findByText(/where tumour is 27.?% likely or more/)).not.toBeNull();
  expect(screen.getByTestId('expected-wt').textContent).toBe('WT0.54');
  expect(screen.getByTestId('expected-tc').textContent).toBe('TC–');
  expect(screen.getByTestId('doubtful').textContent).toContain('slice by slice');
});

test('one it is sure of has its figures and no warning; one that expects nothing has neither', async () => {
  const study = studyThatExpects({ dice: { wt: 0.93, tc: 0.9, et: 0.8 }, markedFrom: 0.46 });
  await showApp(createFakeBackend([study]));
  expect(within(screen.getByTestId('study-row')).queryByRole('img', { name: /doubts/ })).toBeNull();
  cleanup();
  await showStudy(study);
  await waitFor(() => screen.getByTestId('expected-dice'));
  expect(screen.queryByTestId('doubtful')).toBeNull();
  cleanup();
  await showStudy(studyThatExpects(null));
  await waitFor(() => screen.getByTestId('volumes-table'));
  expect(screen.queryByTestId('expected-dice')).toBeNull();
});
