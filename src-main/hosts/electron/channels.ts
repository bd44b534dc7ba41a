/*
 * Every IPC channel between the preload and the main process, once. The page never sees these
 * names: it sees the functions of src-shared/contract/desktop-bridge.ts.
 */

/** Page -> main, answered (`ipcRenderer.invoke`). */
export const questions = {
  chooseFiles: 'glioscope:choose-files',
  chooseFolder: 'glioscope:choose-folder',
  chooseExportPath: 'glioscope:choose-export-path',
  saveFile: 'glioscope:save-file',
  chooseExportFolder: 'glioscope:choose-export-folder',
} as const;

/** Page -> main, not answered (`ipcRenderer.send`). */
export const notices = {
  requestPorts: 'glioscope:request-ports',
  languageChanged: 'glioscope:language-changed',
  showDataDirectory: 'glioscope:show-data-directory',
} as const;

/** Main -> page. */
export const pushes = {
  /** Carries two ports, [control, blobs], and no data. */
  ports: 'glioscope:ports',
  menuCommand: 'glioscope:menu-command',
} as const;
