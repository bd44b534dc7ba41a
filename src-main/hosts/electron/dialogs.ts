import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { SaveAnswer } from '#shared/contract/desktop-bridge.ts';
import { toFailure } from '#shared/domain/failure.ts';
import { writeExport } from '../../library/write-export.ts';
import { withNiftiEnding } from './export-path.ts';
import type { PageFile } from './ipc.ts';
import type { Texts } from './texts.ts';

/*
 * Native dialogs. Filters: Windows and Linux match whole endings ('nii.gz'), macOS only the last part.
 */

function openFilters(texts: Texts): FileFilter[] {
  return [
    { name: texts.niftiFiles, extensions: ['nii', 'nii.gz', 'gz', 'hdr', 'img'] },
    { name: texts.allFiles, extensions: ['*'] },
  ];
}

function saveFilters(texts: Texts, platform: NodeJS.Platform): FileFilter[] {
  return [{ name: texts.niftiFiles, extensions: platform === 'darwin' ? ['gz'] : ['nii.gz'] }];
}

/** Paths the user chose, or null when the dialog was cancelled. */
export async function chooseFiles(window: BrowserWindow, texts: Texts): Promise<readonly string[] | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: texts.chooseFilesTitle,
    properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
    filters: openFilters(texts),
  });
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** A folder, as a list of one, or null when the dialog was cancelled. */
export async function chooseFolder(window: BrowserWindow, texts: Texts): Promise<readonly string[] | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: texts.chooseFolderTitle,
    properties: ['openDirectory', 'dontAddToRecent'],
  });
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** Where to save, or null when the user changed their mind. */
export async function chooseExportPath(
  window: BrowserWindow,
  texts: Texts,
  suggestedName: string,
): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    title: texts.exportTitle,
    defaultPath: suggestedName,
    filters: saveFilters(texts, process.platform),
    properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
  });
  if (answer.canceled || answer.filePath === '') return null;
  const path = withNiftiEnding(answer.filePath);
  // the dialog asked about the name it was given, not about the one we made of it
  const isAsked = path === answer.filePath || !existsSync(path);
  return isAsked || (await confirmsReplacing(window, texts, basename(path))) ? path : null;
}

/** A folder to save a study in, or null when the dialog was cancelled. */
export async function chooseExportFolder(window: BrowserWindow, texts: Texts): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: texts.exportFolderTitle,
    properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Saves a picture or a table of the page's where the user says. */
export async function savePageFile(
  window: BrowserWindow,
  texts: Texts,
  { suggestedName, bytes }: PageFile,
): Promise<SaveAnswer> {
  const ending = extname(suggestedName).slice(1);
  const answer = await dialog.showSaveDialog(window, {
    title: texts.saveTitle,
    defaultPath: suggestedName,
    filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
  });
  if (answer.canceled || answer.filePath === '') return { path: null };
  try {
    await writeExport(answer.filePath, bytes);
    return { path: answer.filePath };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

async function confirmsReplacing(window: BrowserWindow, texts: Texts, fileName: string): Promise<boolean> {
  const answer = await dialog.showMessageBox(window, {
    type: 'question',
    message: texts.replaceQuestion,
    detail: fileName,
    buttons: [texts.cancel, texts.replace],
    defaultId: 0,
    cancelId: 0,
  });
  return answer.response === 1;
}

/** Whether the window may close although strokes are not on the disk; blocks, as closing waits for the answer. */
export function mayLoseStrokes(window: BrowserWindow, texts: Texts): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: texts.strokesUnwritten,
    buttons: [texts.cancel, texts.closeAnyway],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

export function showAbout(window: BrowserWindow | null, texts: Texts): void {
  const options = {
    type: 'info' as const,
    title: texts.about,
    message: `Glioscope ${app.getVersion()}`,
    detail: texts.researchUseOnly,
  };
  void (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}

/** For when there is nothing to go on with; blocks until the user has read it. */
export function showFatal(texts: Texts, detail: string): void {
  dialog.showErrorBox(texts.cannotGoOn, detail);
}
