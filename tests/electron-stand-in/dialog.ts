import { tellTest } from './driver.ts';
import type { ShownDialog } from './driver-wire.ts';

/** Answers a test has prepared, per kind of dialog, in order. Without one the user presses Cancel. */
const scripted = new Map<ShownDialog['method'], unknown[]>();

const cancelled: Readonly<Record<ShownDialog['method'], unknown>> = {
  showOpenDialog: { canceled: true, filePaths: [] },
  showSaveDialog: { canceled: true, filePath: '' },
  showMessageBox: { response: 0, checkboxChecked: false },
  showMessageBoxSync: 0,
  showErrorBox: undefined,
};

export function scriptDialog(method: ShownDialog['method'], result: unknown): void {
  scripted.set(method, [...(scripted.get(method) ?? []), result]);
}

function answerTo(method: ShownDialog['method'], args: readonly unknown[]): unknown {
  // dialogs take an optional window first
  tellTest({ kind: 'dialog', dialog: { method, options: args.at(-1) } });
  return scripted.get(method)?.shift() ?? cancelled[method];
}

function show(method: ShownDialog['method'], args: readonly unknown[]): Promise<unknown> {
  return Promise.resolve(answerTo(method, args));
}

export const dialog = {
  showOpenDialog: (...args: unknown[]): Promise<unknown> => show('showOpenDialog', args),
  showSaveDialog: (...args: unknown[]): Promise<unknown> => show('showSaveDialog', args),
  showMessageBox: (...args: unknown[]): Promise<unknown> => show('showMessageBox', args),
  showMessageBoxSync: (...args: unknown[]): unknown => answerTo('showMessageBoxSync', args),
  showErrorBox: (title: string, content: string): void => {
    void show('showErrorBox', [{ title, content }]);
  },
};
