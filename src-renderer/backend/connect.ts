import { createBrowserConnection } from './browser-connection.ts';
import type { BackendConnection } from './connection.ts';
import { createDesktopConnection } from './desktop-connection.ts';

/** Finds the host this page runs in: the preload's bridge means Electron, otherwise the browser host served it. */
export function connectToBackend(): BackendConnection {
  const bridge = window.glioscopeDesktop;
  return bridge === undefined ? createBrowserConnection() : createDesktopConnection(bridge);
}
