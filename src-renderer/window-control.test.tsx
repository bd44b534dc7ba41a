// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { activeWindow } from './state/selectors.ts';
import { showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

test('a window counts once it is typed, by the return key or on leaving; an empty field changes nothing', async () => {
  const { workspace, user } = await showStudy();
  const width = (): number => {
    const window = activeWindow(workspace.store.getState());
    return window === null ? NaN : window.high - window.low;
  };
  const before = width();
  const field = screen.getByTestId<HTMLInputElement>('window-width');
  const shown = field.value;
  await user.clear(field);
  expect([field.value, width()]).toEqual(['', before]);
  await user.tab();
  expect([field.value, width()]).toEqual([shown, before]);
  await user.clear(field);
  await user.type(field, '1390');
  expect(width()).toBe(before);
  await user.keyboard('{Enter}');
  expect(width()).toBeCloseTo(1390);
  await user.clear(field);
  await user.type(field, '640');
  await user.tab();
  expect(width()).toBeCloseTo(640);
  workspace.actions.viewer.setWindow({ low: 0, high: 77 });
  await vi.waitFor(() => {
    expect(field.value).toBe('77');
  });
});
