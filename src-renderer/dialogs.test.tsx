// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testModel } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);
afterEach(cleanup);

test('the question before a model is removed can be closed by its name, like every other', async () => {
  const backend = createFakeBackend();
  backend.models.push(testModel('mine', 'added'));
  const { user } = await showApp(backend);
  await user.click(screen.getByTestId('open-settings'));
  const row = await screen.findByTestId('model-mine@1');
  await user.click(within(row).getByRole('button'));
  const dialog = await screen.findByRole('dialog');
  await user.click(await within(dialog).findByRole('button', { name: 'Close' }));
  await waitFor(() => {
    expect(screen.queryByRole('dialog')).toBeNull();
  });
  expect(backend.callsOf('models.remove')).toEqual([]);
});

test('a patient is renamed, but not to nothing', async () => {
  const { user, backend } = await showStudy();
  await user.click(screen.getByRole('button', { name: 'Rename the patient' }));
  const dialog = await screen.findByRole('dialog');
  const field = await within(dialog).findByTestId('new-patient-name');
  await user.clear(field);
  const save = within(dialog).getByRole('button', { name: 'Save' });
  expect((save as HTMLButtonElement).disabled).toBe(true); // holds: a button is what was asked for
  await user.type(field, '  Kim  {Enter}');
  await waitFor(() => {
    expect(screen.getByTestId('patient-title').textContent).toBe('Kim');
  });
  expect(backend.callsOf('studies.renamePatient')).toMatchObject([{ patientName: 'Kim' }]);
});
