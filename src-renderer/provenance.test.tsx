// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('two engines given up for one result are both told, and none stays behind with the next result', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const fallbacks = [
    { engineId: 'onnx-cuda', fault: 'crashed' },
    { engineId: 'onnx-webgpu', fault: 'out-of-memory' },
  ] as const;
  const results = [testResult('r1', { fallbacks: [...fallbacks] }), testResult('r2')];
  const { user, workspace } = await showStudy(testStudy({ results }));
  workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r1' });
  await user.click(screen.getByRole('button', { name: 'How it was made', expanded: false }));
  const givenUp = (): readonly (string | null | undefined)[] =>
    screen.queryAllByText('Given up').map((name) => name.nextElementSibling?.textContent);
  await waitFor(() => expect(givenUp()).toHaveLength(2));
  expect(givenUp()[0]).toContain('CUDA');
  expect(givenUp()[1]).toContain('WebGPU');
  workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r2' });
  await waitFor(() => expect(givenUp()).toEqual([]));
  expect(complaints.mock.calls.filter(([words]) => String(words).includes('same key'))).toEqual([]);
});
