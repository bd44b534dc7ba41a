/*
 * What a test and the stand-in's main process say to each other over Node's IPC. The test owns the
 * Chromium: a BrowserWindow is a page it opens; in return it scripts dialogs and clicks menus.
 */

export interface WindowRequest {
  readonly windowId: number;
  /** Address of the page as Chromium sees it. */
  readonly url: string;
  /** Runs in the page before anything else. */
  readonly script: string;
  readonly width: number;
  readonly height: number;
}

/** A dialog that was shown, as Electron was asked to show it. */
export interface ShownDialog {
  readonly method: 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox' | 'showMessageBoxSync' | 'showErrorBox';
  readonly options: unknown;
}

export interface MenuEntry {
  readonly id: string | null;
  readonly label: string;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly submenu: readonly MenuEntry[];
}

/** Stand-in -> test. */
export type FromMain =
  | { readonly kind: 'open-window'; readonly window: WindowRequest }
  | { readonly kind: 'close-window'; readonly windowId: number }
  | { readonly kind: 'reload-window'; readonly windowId: number }
  | { readonly kind: 'show-window'; readonly windowId: number }
  | { readonly kind: 'copy-text'; readonly windowId: number }
  | { readonly kind: 'dialog'; readonly dialog: ShownDialog }
  | { readonly kind: 'opened'; readonly path: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string };

/** What a test can ask; `answer` carries what comes back. */
export type Question =
  | { readonly ask: 'script-dialog'; readonly method: ShownDialog['method']; readonly result: unknown }
  | { readonly ask: 'menu' }
  | { readonly ask: 'click-menu'; readonly itemId: string }
  | { readonly ask: 'window-options' }
  | { readonly ask: 'utility-processes' }
  | { readonly ask: 'page-loaded' }
  | { readonly ask: 'window-closed' }
  | { readonly ask: 'may-unload' }
  | { readonly ask: 'may-navigate'; readonly url: string }
  | { readonly ask: 'may-open-window'; readonly url: string }
  | { readonly ask: 'may-load'; readonly url: string }
  | { readonly ask: 'permission'; readonly permission: string }
  | {
      readonly ask: 'forged-invoke';
      readonly channel: string;
      readonly args: readonly unknown[];
      /** Address and place of the frame the message claims to come from. */
      readonly frameUrl: string;
      readonly isTopFrame: boolean;
    }
  | { readonly ask: 'second-instance' }
  | { readonly ask: 'quit' };

/** Test -> stand-in. */
export interface ToMain {
  readonly id: number;
  readonly question: Question;
}
