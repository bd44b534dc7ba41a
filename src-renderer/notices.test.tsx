// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

const saved = 'Segmentation saved: Kim_glioscope-seg.nii.gz';
const diskFull = /The disk is full/;
const shownText = (): string => screen.getByTestId('notices').textContent;
function pass(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

/** A study with a result, and the two ways its export can end. */
async function exporting(): Promise<{
  succeed: () => Promise<void>;
  fail: () => Promise<void>;
  leave: () => Promise<void>;
}> {
  const study = testStudy({ results: [testResult('r1')] });
  const { backend, workspace } = await showApp(createFakeBackend([study]));
  await act(() => workspace.actions.openStudy(study.studyId));
  return {
    leave: () => act(() => workspace.actions.backToStudies()),
    succeed: () => act(() => workspace.actions.resultExport.exportShown()),
    async fail() {
      backend.failures.set('exportResult', new GlioscopeError('storage-full'));
      await act(() => workspace.actions.resultExport.exportShown());
      backend.failures.delete('exportResult');
    },
  };
}

describe('notices', () => {
  test('what was done is said in the header, and goes by itself; not while the mouse is on it', async () => {
    const { succeed } = await exporting();
    expect(shownText()).toBe('');
    await succeed();
    expect(screen.getByTestId('notices').closest('header')).not.toBeNull();
    expect(shownText()).toBe(saved);
    fireEvent.mouseEnter(screen.getByText(saved));
    pass(60_000);
    expect(shownText()).toBe(saved);
    fireEvent.mouseLeave(screen.getByText(saved));
    pass(7000);
    expect(shownText()).toBe(saved);
    pass(1000);
    expect(shownText()).toBe('');
  });

  test('the newest is shown, and a failure under it comes back until it is closed', async () => {
    const { succeed, fail } = await exporting();
    await succeed();
    await fail();
    expect(shownText()).toMatch(diskFull);
    await succeed();
    expect(shownText()).toBe(saved);
    pass(8000);
    expect(shownText()).toMatch(diskFull);
    expect(screen.getByRole('img', { name: 'That did not work' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Close this message' }));
    expect(shownText()).toBe('');
  });

  test('a message that was seen goes with its page; one that was not is said on the next', async () => {
    const { fail, leave } = await exporting();
    await fail();
    pass(2000);
    await leave();
    expect(shownText()).toMatch(diskFull);
    pass(3000);
    expect(shownText()).toMatch(diskFull);
    act(() => screen.getByTestId('open-settings').click());
    expect(screen.getByTestId('settings')).toBeDefined();
    expect(shownText()).toBe('');
  });

  test('the same failure again is one message', async () => {
    const { fail } = await exporting();
    await fail();
    await fail();
    fireEvent.click(screen.getByRole('button', { name: 'Close this message' }));
    expect(shownText()).toBe('');
  });
});
