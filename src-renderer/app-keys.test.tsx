// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { App } from './app.tsx';
import { createTranslations } from './i18n/translations.ts';
import { commandIds, commandOf, type CommandId } from './keys/commands.ts';
import { isWithin, situationOf, situations, type Situation } from './keys/contexts.ts';
import { createWorkspaceStore, type Workspace } from './state/workspace-store.ts';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testResult, testStudy } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));
vi.mock('./viewer/surface/surface-view.ts', () => ({
  createSurfaceView: () => ({
    draw: () => undefined,
    turn: () => undefined,
    zoom: () => undefined,
    reset: () => undefined,
    dispose: () => undefined,
  }),
}));

beforeAll(standInForBrowser);

afterEach(cleanup);

const studyToRead = testStudy({ results: [testResult('r1')] });

/** A workspace brought into a situation, its study in the layout with 3D. */
async function workspaceIn(situation: Situation): Promise<Workspace> {
  const workspace = createWorkspaceStore(createFakeBackend([studyToRead]).connection);
  const { actions, store } = workspace;
  await actions.begin();
  if (situation !== 'elsewhere') await actions.openStudy(studyToRead.studyId);
  actions.display.setLayout('surface');
  if (situation === 'correcting') await actions.correction.open();
  if (situation === 'settings') actions.settings.open();
  if (situation === 'help') actions.help.toggle();
  expect(situationOf(store.getState())).toBe(situation);
  return workspace;
}

/** Actions that all do nothing, so that one key after the other finds the page as it was. */
function inert<Actions extends object>(actions: Actions): Actions {
  const still = Object.entries(actions).map(([name, action]) => [
    name,
    typeof action === 'function' ? () => undefined : inert(action as object),
  ]);
  return Object.fromEntries(still) as Actions; // holds for a test: the same names, and nothing uses what they answer
}

/** Presses a chord where the focus is; true when a command took it. */
function isTaken(chord: string, target: Element): boolean {
  const keys = chord.split(/(?<=.)\+/);
  const press = new KeyboardEvent('keydown', {
    key: keys.at(-1) ?? '',
    shiftKey: keys.includes('Shift'),
    ctrlKey: keys.includes('Ctrl'),
    bubbles: true,
    cancelable: true,
  });
  return !target.dispatchEvent(press);
}

function focusOf(id: CommandId): HTMLElement {
  const { focus } = commandOf(id);
  return focus === undefined ? document.body : screen.getByTestId(focus === 'slice' ? 'view-axial' : 'view-surface');
}

describe.each(situations)('keys, %s', (situation) => {
  test('every command that is meant is bound, and no other', async () => {
    const workspace = await workspaceIn(situation);
    const still = { ...workspace, actions: inert(workspace.actions) };
    render(<App workspace={still} translations={createTranslations('en')} />);
    if (situation === 'reading' || situation === 'correcting') await screen.findByTestId('view-surface');
    const chordsOf = (ids: readonly CommandId[]): string[] => ids.flatMap((id) => commandOf(id).keys);
    const ofPage = commandIds.filter((id) => commandOf(id).isMenu !== true);
    const meant = ofPage.filter((id) => isWithin(commandOf(id).context, situation));
    expect(meant.length).toBeGreaterThan(0);
    for (const id of meant) {
      const target = focusOf(id);
      for (const chord of commandOf(id).keys) expect(isTaken(chord, target), `${id} by ${chord}`).toBe(true);
    }
    const others = chordsOf(commandIds).filter((chord) => !chordsOf(meant).includes(chord));
    expect(others.filter((chord) => isTaken(chord, document.body))).toEqual([]);
  });
});

describe('keys', () => {
  test('of the view that has the focus go first', async () => {
    const { workspace, user } = await showStudy();
    const { store, actions } = workspace;
    actions.display.setLayout('surface');
    const surface = await screen.findByTestId('view-surface');
    const before = store.getState().viewer.crosshairMm;
    surface.focus();
    await user.keyboard('{ArrowUp}{ArrowLeft}');
    expect(store.getState().viewer.crosshairMm).toEqual(before);
    screen.getByTestId('view-sagittal').focus();
    await user.keyboard('{ArrowLeft}');
    expect(store.getState().viewer.crosshairMm).toEqual([before[0] - 1, before[1], before[2]]);
    surface.blur();
    screen.getByTestId('view-sagittal').blur();
    await user.keyboard('{ArrowUp}');
    expect(store.getState().viewer.crosshairMm).toEqual([before[0] - 1, before[1], before[2] + 1]);
  });

  test('that are held are let go with the key, and when the window is left', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    const isPeeking = (): boolean => workspace.store.getState().viewer.isPeeking;
    await user.keyboard('{h>}');
    expect(isPeeking()).toBe(true);
    await user.keyboard('{/h}');
    expect(isPeeking()).toBe(false);
    await user.keyboard('{h>}');
    fireEvent.blur(window);
    expect(isPeeking()).toBe(false);
  });

  test('that are held with Korean input are let go too', async () => {
    const { workspace } = await showStudy(studyToRead);
    fireEvent.keyDown(document.body, { key: 'ㅗ', code: 'KeyH' });
    expect(workspace.store.getState().viewer.isPeeking).toBe(true);
    fireEvent.keyUp(document.body, { key: 'ㅗ', code: 'KeyH' });
    expect(workspace.store.getState().viewer.isPeeking).toBe(false);
  });

  test('do nothing again and again unless that is their meaning', async () => {
    const { workspace } = await showStudy(studyToRead);
    const { store } = workspace;
    const { crosshairMm } = store.getState().viewer;
    for (const repeat of [false, true, true]) {
      fireEvent.keyDown(document.body, { key: 's', code: 'KeyS', repeat });
      fireEvent.keyDown(document.body, { key: 'ArrowUp', code: 'ArrowUp', repeat });
    }
    expect(store.getState().viewer.isLabelsVisible).toBe(false);
    expect(store.getState().viewer.crosshairMm[2]).toBe(crosshairMm[2] + 3);
  });

  test('a dialog keeps all of them, and Escape closes it alone', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    const { store, actions } = workspace;
    actions.measuring.takeTool('distance');
    await user.click(screen.getByRole('button', { name: 'Rename the patient' }));
    (await screen.findByRole('button', { name: 'Cancel' })).focus();
    const { viewer } = store.getState();
    await user.keyboard('{h>}{/h}xn?');
    expect(store.getState().viewer).toBe(viewer);
    expect(store.getState().isHelpOpen).toBe(false);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(store.getState().measuring.tool).toBe('distance');
    await user.keyboard('{Escape}');
    expect(store.getState().measuring.tool).toBeNull();
  });

  test('Escape closes a menu before it puts a tool down', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    workspace.actions.measuring.takeTool('angle');
    await user.click(screen.getByTestId('language-menu'));
    await screen.findByRole('menu', { hidden: true });
    await user.keyboard('{Escape}');
    expect(workspace.store.getState().measuring.tool).toBe('angle');
  });

  test('Escape steps back in what is in hand, over the tools of correction too', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    const { store, actions } = workspace;
    await actions.correction.open();
    await user.keyboard('t');
    expect(store.getState().measuring.tool).toBe('distance');
    await user.keyboard('{Escape}');
    expect(store.getState()).toMatchObject({ measuring: { tool: null }, correction: { isOpen: true } });
    await user.keyboard('p{Escape}');
    expect(store.getState().correction).toMatchObject({ isOpen: true, tool: null });
    await user.keyboard('{Escape}');
    expect(store.getState().correction.isOpen).toBe(false);
  });

  test('paging is left to a slider, and not to a choice of buttons', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    const place = (): number => workspace.store.getState().viewer.crosshairMm[2];
    const before = place();
    const slider = screen.getByTestId('slice-slider-coronal');
    expect(fireEvent.keyDown(slider, { key: 'PageUp' })).toBe(true); // nobody took it
    await user.click(screen.getByTestId('modality-t2w'));
    const choice = document.activeElement ?? document.body;
    expect(choice).toHaveProperty('type', 'radio');
    expect(fireEvent.keyDown(choice, { key: 'ArrowUp' })).toBe(true);
    expect(place()).toBe(before);
    expect(fireEvent.keyDown(choice, { key: 'PageUp' })).toBe(false);
    expect(place()).toBeGreaterThan(before);
  });
});

describe('the help sheet', () => {
  test.each([
    ['en', 'Keys and mouse', 'Correcting the mask', 'Close'],
    ['ko', '키보드와 마우스', '마스크 수정', '닫기'],
  ] as const)('opens by key and by button (%s)', async (language, title, section, close) => {
    const { user } = await showApp(createFakeBackend(), language);
    await user.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: title });
    expect(sheet.textContent).toContain('Shift');
    expect(screen.getByRole('region', { name: section }).textContent).toContain('Ctrl');
    expect(sheet.textContent).not.toContain('Ctrl+O');
    await user.keyboard('?');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const button = screen.getByRole('button', { name: title });
    await user.click(button);
    await screen.findByRole('dialog', { name: title });
    await user.click(screen.getByRole('button', { name: close }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(button));
  });

  test('closes with Escape, and only itself; the focus is where it was', async () => {
    const { workspace, user } = await showStudy(studyToRead);
    const { store, actions } = workspace;
    await actions.correction.open();
    const view = screen.getByTestId('view-coronal');
    view.focus();
    await user.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keys and mouse' });
    await user.keyboard('p,s');
    expect(store.getState()).toMatchObject({ isSettingsOpen: false, viewer: { isLabelsVisible: true } });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(store.getState().correction).toMatchObject({ isOpen: true, tool: 'brush' });
    await waitFor(() => expect(document.activeElement).toBe(view));
  });

  test('tells of the menu where the window has one', async () => {
    const { workspace } = await showApp();
    workspace.store.setState({ hasMenu: true, isHelpOpen: true });
    const everywhere = await screen.findByTestId('help-everywhere');
    expect(everywhere.textContent).toContain('Choose filesCtrl+O');
  });

  test('is opened by the desktop window’s menu too', async () => {
    const backend = createFakeBackend();
    const { user } = await showApp(backend);
    backend.chooseInMenu('show-keys');
    await screen.findByRole('dialog', { name: 'Keys and mouse' });
    await user.keyboard('{Escape}');
  });
});
