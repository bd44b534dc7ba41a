import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  portsMessage,
  type DesktopBridge,
  type MenuCommand,
  type SaveAnswer,
} from '#shared/contract/desktop-bridge.ts';
import { notices, pushes, questions } from './channels.ts';

/*
 * Runs sandboxed, in a world of its own, before the page. The page gets these functions and nothing
 * else: no `ipcRenderer`, no channel names, no paths it did not ask the user for.
 */

// Ports cannot cross the context bridge; a window message is the way Electron documents.
ipcRenderer.on(pushes.ports, (event) => {
  window.postMessage(portsMessage, window.location.origin, event.ports);
});

const bridge: DesktopBridge = {
  requestPorts: () => {
    ipcRenderer.send(notices.requestPorts);
  },
  setLanguage: (language) => {
    ipcRenderer.send(notices.languageChanged, language);
  },
  showDataDirectory: () => {
    ipcRenderer.send(notices.showDataDirectory);
  },
  // holds: the page passes the File objects of a drop or an <input>; anything else makes Electron throw
  pathOfFile: (file) => webUtils.getPathForFile(file as File),
  // the five answers hold: the main process types its side of the same channels (ipc.ts)
  chooseFiles: () => ipcRenderer.invoke(questions.chooseFiles) as Promise<readonly string[] | null>,
  chooseFolder: () => ipcRenderer.invoke(questions.chooseFolder) as Promise<readonly string[] | null>,
  chooseExportPath: (suggestedName) =>
    ipcRenderer.invoke(questions.chooseExportPath, suggestedName) as Promise<string | null>,
  chooseExportFolder: () => ipcRenderer.invoke(questions.chooseExportFolder) as Promise<string | null>,
  saveFile: (suggestedName, bytes) =>
    ipcRenderer.invoke(questions.saveFile, { suggestedName, bytes }) as Promise<SaveAnswer>,
  onMenuCommand: (listener) => {
    const forward = (_event: unknown, command: MenuCommand): void => {
      listener(command);
    };
    ipcRenderer.on(pushes.menuCommand, forward);
    return () => {
      ipcRenderer.off(pushes.menuCommand, forward);
    };
  },
};

contextBridge.exposeInMainWorld('glioscopeDesktop', bridge);
