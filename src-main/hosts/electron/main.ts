import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, Menu, shell, type BrowserWindow } from 'electron';
import type { MenuCommand } from '#shared/contract/desktop-bridge.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { dataDirectory } from '../data-directory.ts';
import { startBackendHost, type BackendHost } from './backend-host.ts';
import { pushes } from './channels.ts';
import {
  chooseExportFolder,
  chooseExportPath,
  chooseFiles,
  chooseFolder,
  mayLoseStrokes,
  savePageFile,
  showAbout,
  showFatal,
} from './dialogs.ts';
import { serveIpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { registerPageScheme, servePage } from './protocol.ts';
import { languageOfLocale, textsIn, type Language, type Texts } from './texts.ts';
import { bringForward, lockDownAllContents, lockDownSession, openMainWindow } from './window.ts';

/*
 * Entry of the Electron main process: one instance, one window, one backend process. Nothing is read
 * or computed here, so that the window never waits.
 */
const bundle = import.meta.dirname;

let window: BrowserWindow | null = null;
let backend: BackendHost | null = null;
let language: Language = 'en';
let isQuitting = false;

function texts(): Texts {
  return textsIn(language);
}

function sendCommand(command: MenuCommand): void {
  if (command === 'copy') copySelectedText();
  window?.webContents.send(pushes.menuCommand, command);
}

/** Does nothing where no text is selected: the page then copies a picture. */
function copySelectedText(): void {
  // a native dialog's text field may be what is typed into
  if (process.platform === 'darwin') Menu.sendActionToFirstResponder('copy:');
  else window?.webContents.copy();
}

function useLanguage(next: Language): void {
  language = next;
  const template = menuTemplate({
    texts: texts(),
    actions: { command: sendCommand, showAbout: () => showAbout(window, texts()) },
    platform: process.platform,
    hasDeveloperTools: !app.isPackaged,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function giveUp(detail: string): void {
  showFatal(texts(), detail);
  app.quit();
}

function onBackendFailed({ code, detail }: Failure): void {
  const sentence = code === 'storage-failed' || code === 'storage-full' ? texts().storageFailed : texts().backendFailed;
  giveUp(`${sentence}\n${dataDirectory()}\n\n${code}: ${detail ?? ''}`);
}

function openWindow(): void {
  window = openMainWindow({
    preload: join(bundle, 'preload.cjs'),
    onFailed: () => giveUp(texts().pageFailed),
    mayLose: (over) => mayLoseStrokes(over, texts()),
  });
  window.on('closed', () => {
    window = null;
  });
}

/** Asks through a dialog over the window; null without one. */
async function overWindow<Answer>(ask: (over: BrowserWindow) => Promise<Answer>): Promise<Answer | null> {
  return window === null ? null : ask(window);
}

function start(): void {
  lockDownSession();
  servePage(join(bundle, '..', 'renderer'));
  useLanguage(languageOfLocale(app.getPreferredSystemLanguages()[0] ?? app.getLocale()));
  serveIpc(() => window, {
    chooseFiles: () => overWindow((over) => chooseFiles(over, texts())),
    chooseFolder: () => overWindow((over) => chooseFolder(over, texts())),
    chooseExportPath: (suggestedName) => overWindow((over) => chooseExportPath(over, texts(), suggestedName)),
    saveFile: async (file) => (await overWindow((over) => savePageFile(over, texts(), file))) ?? { path: null },
    chooseExportFolder: () => overWindow((over) => chooseExportFolder(over, texts())),
    requestPorts: () => {
      if (window !== null) backend?.connect(window.webContents);
    },
    languageChanged: useLanguage,
    // the page names no path: this folder and no other
    showDataDirectory: () => void shell.openPath(dataDirectory()),
  });
  backend = startBackendHost({
    entry: join(bundle, 'backend-process.js'),
    start: {
      kind: 'start',
      dataDirectory: dataDirectory(),
      modelsDirectory: join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'models'),
      inferenceEntry: pathToFileURL(join(bundle, 'inference-process.js')).href,
      registrationEntry: pathToFileURL(join(bundle, 'registration-process.js')).href,
      sampleEntry: pathToFileURL(join(bundle, 'sample-worker.js')).href,
      appVersion: app.getVersion(),
    },
    onFailed: onBackendFailed,
  });
  openWindow();
}

function handleAppEvents(): void {
  app.on('second-instance', () => {
    if (window !== null) bringForward(window);
  });
  // macOS keeps an app without windows; ours lives in its window
  app.on('window-all-closed', () => app.quit());
  // once the window is closed: until then it may have strokes to write
  app.on('will-quit', (event) => {
    if (isQuitting || backend === null) return;
    isQuitting = true;
    event.preventDefault();
    void backend.stop().finally(() => app.quit());
  });
}

if (app.requestSingleInstanceLock()) {
  registerPageScheme();
  app.enableSandbox();
  lockDownAllContents();
  handleAppEvents();
  void app.whenReady().then(start);
} else {
  app.quit();
}
