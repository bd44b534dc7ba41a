import { app, BrowserWindow, session, type WebContents } from 'electron';
import { isPageUrl, pageUrl } from './page-files.ts';
import { createRestartLimit } from './restart-limit.ts';

/** Putting a picture on the clipboard; what else the clipboard holds stays unread. */
const grantedPermission = 'clipboard-sanitized-write';

/** The page gets no Node, no network, no permission but one, no second window, and cannot go anywhere. */
export function lockDownSession(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(permission === grantedPermission);
  });
  defaultSession.setPermissionCheckHandler((_contents, permission) => permission === grantedPermission);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => event.preventDefault());
  defaultSession.webRequest.onBeforeRequest((request, decide) => {
    decide({ cancel: !isLocal(request.url) });
  });
}

/** Addresses that never leave this machine. The developer tools load their own pages. */
function isLocal(address: string): boolean {
  return isPageUrl(address) || /^(blob|data|devtools):/.test(address);
}

function lockDownContents(contents: WebContents): void {
  const stayOnPage = (event: { readonly url: string; preventDefault: () => void }): void => {
    if (!isPageUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayOnPage);
  contents.on('will-frame-navigate', stayOnPage);
  contents.on('will-redirect', stayOnPage);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Applies to every page there will ever be, not only to the one we know of. */
export function lockDownAllContents(): void {
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
}

export interface MainWindowOptions {
  readonly preload: string;
  /** The page keeps crashing. */
  readonly onFailed: () => void;
  /** Asks whether the window may close with what the page could not write. */
  readonly mayLose: (window: BrowserWindow) => boolean;
}

export function openMainWindow({ preload, onFailed, mayLose }: MainWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 680,
    show: false,
    title: 'Glioscope',
    // the page's own dark grey, so that nothing flashes before it is drawn
    backgroundColor: '#1a1b1e',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // its dictionaries come from the network
      spellcheck: false,
    },
  });
  const reloads = createRestartLimit(3, 60_000);
  window.once('ready-to-show', () => window.show());
  // Electron asks nobody by itself: a page that objects would just not close
  window.webContents.on('will-prevent-unload', (event) => {
    if (mayLose(window)) event.preventDefault();
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    if (reloads.allows(performance.now())) window.webContents.reload();
    else onFailed();
  });
  void window.loadURL(pageUrl);
  return window;
}

/** Brings the window to the user, wherever it was. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
