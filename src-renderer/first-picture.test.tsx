// @vitest-environment jsdom
import { cleanup, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';
import type { SliceScene } from './viewer/slice-view.ts';

const drawn = vi.hoisted((): SliceScene[] => []);
vi.mock('./viewer/slice-view.ts', async () => {
  const { createSliceView } = await import('./testing/slice-view-stand-in.ts');
  return { createSliceView: () => ({ ...createSliceView(), draw: (scene: SliceScene) => drawn.push(scene) }) };
});

beforeAll(standInForBrowser);
afterEach(cleanup);

test('a mask that is there before the image waits for it: without the image the view has another zoom', async () => {
  await showStudy(testStudy({ results: [testResult('r1')] }));
  await waitFor(() => {
    expect(drawn.some(({ volume, labels }) => volume !== null && labels !== null)).toBe(true);
  });
  expect(drawn.filter(({ volume }) => volume === null)).toEqual([]);
});
