import { configure, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import { App } from '../app.tsx';
import { createTranslations, type Language } from '../i18n/translations.ts';
import { createWorkspaceStore, type Workspace } from '../state/workspace-store.ts';
import { createFakeBackend, type FakeBackend } from './fake-connection.ts';
import { testStudy } from './fixtures.ts';

/** What the page's libraries ask of a browser and jsdom has not; and patience, for a machine that does something else too. */
export function standInForBrowser(): void {
  configure({ asyncUtilTimeout: 10_000 });
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
  Element.prototype.scrollIntoView = () => undefined;
}

export interface ShownApp {
  readonly backend: FakeBackend;
  readonly workspace: Workspace;
  readonly user: ReturnType<typeof userEvent.setup>;
}

/** The page over a backend in memory. */
export async function showApp(backend = createFakeBackend(), language: Language = 'en'): Promise<ShownApp> {
  backend.preferences = { ...backend.preferences, language };
  const workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.begin();
  render(<App workspace={workspace} translations={createTranslations(language)} />);
  return { backend, workspace, user: userEvent.setup() };
}

/** The page with a study open. */
export async function showStudy(study = testStudy()): Promise<ShownApp> {
  const shown = await showApp(createFakeBackend([study]));
  await shown.user.click(screen.getByRole('button', { name: `Open the study of ${study.patientName}` }));
  await screen.findByRole('img', { name: /Axial view/ });
  return shown;
}
