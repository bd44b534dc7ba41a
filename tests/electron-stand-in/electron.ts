import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog, scriptDialog } from './dialog.ts';
import { answerTest } from './driver.ts';
import type { Question } from './driver-wire.ts';
import { ipcMain } from './ipc.ts';
import { Menu } from './menu.ts';
import { MessageChannelMain, MessagePortMain } from './message-ports.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { utilityProcess, utilityProcessIds } from './utility-process.ts';
import { PreventableEvent } from './app.ts';

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

function answer(question: Question): unknown {
  switch (question.ask) {
    case 'script-dialog':
      return scriptDialog(question.method, question.result);
    case 'menu':
      return Menu.entries();
    case 'click-menu':
      return Menu.click(question.itemId);
    case 'window-options':
      return onlyWindow().options;
    case 'utility-processes':
      return utilityProcessIds();
    case 'page-loaded':
      return onlyWindow().pageLoaded();
    case 'window-closed':
      return onlyWindow().close();
    case 'may-navigate':
      return mayNavigate(question.url);
    case 'may-open-window':
      return onlyWindow().webContents.windowOpenHandler({ url: question.url }).action === 'allow';
    case 'may-load':
      return session.defaultSession.loads(question.url);
    case 'permission':
      return session.defaultSession.grants(question.permission);
    case 'forged-invoke': {
      const event = onlyWindow().webContents.eventFrom(question.frameUrl, question.isTopFrame);
      return ipcMain.invoke(question.channel, event, question.args);
    }
    case 'second-instance':
      return app.emit('second-instance', new PreventableEvent(), [], process.cwd(), {});
    case 'quit':
      return setImmediate(() => app.quit()) && undefined;
  }
}

answerTest(answer);
