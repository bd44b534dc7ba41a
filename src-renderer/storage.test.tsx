// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { showApp, standInForBrowser } from './testing/show-app.tsx';

beforeAll(standInForBrowser);
afterEach(cleanup);

test('the settings say where the data lies and what it takes, counted when they are opened', async () => {
  const backend = createFakeBackend();
  backend.storage = {
    directory: '/home/kim/.glioscope',
    images: 4.2e9,
    labelMaps: 3e6,
    models: 0,
    rest: 2e6,
    free: null,
  };
  const { user } = await showApp(backend);
  expect(backend.callsOf('app.storageUse')).toEqual([]);
  await user.click(screen.getByTestId('open-settings'));
  expect((await screen.findByTestId('data-directory')).textContent).toBe('/home/kim/.glioscope');
  expect(screen.getByTestId('storage-images').textContent).toBe('Images4.2\u00a0GB');
  expect(screen.queryByTestId('storage-free')).toBeNull();
  expect(screen.queryByTestId('show-data-directory')).toBeNull();
});

test('a window can show the folder', async () => {
  const backend = createFakeBackend();
  const showDataDirectory = vi.fn();
  const { user } = await showApp({ ...backend, connection: { ...backend.connection, showDataDirectory } });
  await user.click(screen.getByTestId('open-settings'));
  await user.click(await screen.findByTestId('show-data-directory'));
  expect(showDataDirectory).toHaveBeenCalledOnce();
});
