import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import { App } from '../app.tsx';
import { createTranslations } from '../i18n/translations.ts';
import { createWorkspaceStore, type Workspace } from '../state/workspace-store.ts';
import { createFakeBackend, type FakeBackend } from './fake-connection.ts';
import { testStudy } from './fixtures.ts';

/* The whole app in jsdom. The test file stands in for the canvases (`vi.mock` of slice-view.ts). */

/** What jsdom lacks. */
export function stubBrowser(): void {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
}

export interface Shown {
  readonly backend: FakeBackend;
  readonly workspace: Workspace;
  readonly user: ReturnType<typeof userEvent.setup>;
}

export async function show(backend = createFakeBackend()): Promise<Shown> {
  const workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.begin();
  render(<App workspace={workspace} translations={createTranslations('en')} />);
  return { backend, workspace, user: userEvent.setup() };
}

export async function showStudy(study = testStudy()): Promise<Shown> {
  const shown = await show(createFakeBackend([study]));
  await shown.user.click(screen.getByRole('button', { name: `Open the study of ${study.patientName}` }));
  await screen.findByRole('img', { name: /Axial view/ });
  return shown;
}
