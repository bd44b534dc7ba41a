import type { Failure } from '../domain/failure.ts';

/**
 * What the Electron preload gives the page as `window.glioscopeDesktop`. Everything else goes over
 * the two message ports, which arrive as a `message` event on the window:
 * `event.data === portsMessage`, `event.ports = [control, blobs]`.
 */
export interface DesktopBridge {
  /** Asks the main process for the ports; they come as a window message, again after a backend restart. */
  requestPorts(): void;
  /** The page tells which language it speaks, so that menus and native dialogs follow. */
  setLanguage(language: 'en' | 'ko'): void;
  /** Opens the data directory in the system's file manager. */
  showDataDirectory(): void;
  /** Real path of a dropped or chosen `File`; '' when it has none. (`object`: this layer knows no DOM.) */
  pathOfFile(file: object): string;
  /** Native dialogs; null when the user cancels. */
  chooseFiles(): Promise<readonly string[] | null>;
  chooseFolder(): Promise<readonly string[] | null>;
  chooseExportPath(suggestedName: string): Promise<string | null>;
  chooseExportFolder(): Promise<string | null>;
  /** Asks where to save a .png or .csv the page has made, and saves it. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<SaveAnswer>;
  /** Menu commands; returns a function that stops listening. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
}

/** Where a file was saved, null when the user cancelled; or why not, as data: of an error only the message crosses. */
export type SaveAnswer = { readonly path: string | null } | { readonly failure: Failure };

export const menuCommands = [
  'open-files',
  'open-folder',
  'open-sample',
  'show-studies',
  'copy',
  'toggle-segmentation',
  'export',
  'show-keys',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** Keys the menu shows; 'Ctrl' is the command key on macOS. The menu itself listens to all but the bare S and Ctrl+C. */
export const menuKeys = {
  'open-files': 'Ctrl+O',
  'open-folder': 'Ctrl+Shift+O',
  'show-studies': 'Ctrl+L',
  copy: 'Ctrl+C',
  'toggle-segmentation': 'S',
  export: 'Ctrl+E',
} as const satisfies Readonly<Partial<Record<MenuCommand, string>>>;

export const portsMessage = 'glioscope:ports';
