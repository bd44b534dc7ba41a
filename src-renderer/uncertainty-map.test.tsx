// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

const range = { low: 0, high: 30 };
const uncertainty = {
  ...{ mapId: 'map', passes: 1, rangesMl: { wt: range, tc: range, et: range }, expected: null },
  ...{ places: [], unlistedPlaces: 0 },
};

test('the map never stands over the image without its colours, though its section is folded', async () => {
  const { workspace, user } = await showStudy(testStudy({ results: [testResult('r1', { uncertainty })] }));
  const { actions } = workspace;
  expect(screen.queryAllByTestId('heat-key')).toEqual([]);
  await user.keyboard('q');
  expect(screen.queryByTestId('uncertainty-legend')).toBeNull();
  expect(screen.getAllByTestId('heat-key').map((key) => key.textContent)).toEqual(
    Array(3).fill('Uncertaintysureas likely as not'),
  );
  actions.display.setLayout('modalities');
  await waitFor(() => {
    expect(screen.getAllByTestId('heat-key')).toHaveLength(4);
  });
  await user.keyboard('q');
  expect(screen.queryAllByTestId('heat-key')).toEqual([]);
});
