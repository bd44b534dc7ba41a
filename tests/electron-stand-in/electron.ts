import { app, PreventableEvent } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog, scriptDialog } from './dialog.ts';
import { answerTest } from './driver.ts';
import type { Question } from './driver-wire.ts';
import { ipcMain } from './ipc.ts';
import { Menu } from './menu.ts';
import { MessageChannelMain, MessagePortMain } from './message-ports.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { shell } from './shell.ts';
import { utilityProcess, utilityProcessIds } from './utility-process.ts';

/*
 * Stands in for the `electron` module of a main process, so that the real one runs where Electron has
 * no binary: windows are pages of a Chromium that a test drives, utility processes are forked Node
 * processes. It has what Glioscope uses and nothing more, and keeps Electron's traps where it can.
 */
export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  MessagePortMain,
  protocol,
  session,
  shell,
  utilityProcess,
};

function onlyWindow(): BrowserWindow {
  const [window] = BrowserWindow.all;
  if (window === undefined) throw new Error('stand-in: there is no window');
  return window;
}

function mayNavigate(url: string): boolean {
  const event = Object.assign(new PreventableEvent(), { url });
  onlyWindow().webContents.emit('will-navigate', event, url);
  return !event.defaultPrevented;
}

type Answers = { readonly [Ask in Question['ask']]: (question: Extract<Question, { ask: Ask }>) => unknown };

const answers: Answers = {
  'script-dialog': ({ method, result }) => {
    scriptDialog(method, result);
  },
  menu: () => Menu.entries(),
  'click-menu': ({ itemId }) => {
    Menu.click(itemId);
  },
  'window-options': () => onlyWindow().options,
  'utility-processes': () => utilityProcessIds(),
  'page-loaded': () => {
    onlyWindow().pageLoaded();
  },
  'window-closed': () => {
    onlyWindow().close();
  },
  'may-unload': () => {
    const event = new PreventableEvent();
    onlyWindow().webContents.emit('will-prevent-unload', event);
    return event.defaultPrevented;
  },
  'may-navigate': ({ url }) => mayNavigate(url),
  'may-open-window': ({ url }) => onlyWindow().webContents.windowOpenHandler({ url }).action === 'allow',
  'may-load': ({ url }) => session.defaultSession.loads(url),
  permission: ({ permission }) => session.defaultSession.grants(permission),
  'forged-invoke': ({ channel, args, frameUrl, isTopFrame }) =>
    ipcMain.invoke(channel, onlyWindow().webContents.eventFrom(frameUrl, isTopFrame), args),
  'second-instance': () => app.emit('second-instance', new PreventableEvent(), [], process.cwd(), {}),
  quit: () => {
    setImmediate(() => app.quit());
  },
};

answerTest((question) => {
  const answer = answers[question.ask] as (question: Question) => unknown; // holds: the table is keyed by what it takes
  return answer(question);
});
