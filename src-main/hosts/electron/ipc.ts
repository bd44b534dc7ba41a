import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { SaveAnswer } from '#shared/contract/desktop-bridge.ts';
import { notices, questions } from './channels.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** A picture or a table that the page has made. */
export interface PageFile {
  readonly suggestedName: string;
  readonly bytes: Uint8Array;
}

/** What the page can ask of the main process; the whole list. */
export interface PageRequests {
  readonly chooseFiles: () => Promise<readonly string[] | null>;
  readonly chooseFolder: () => Promise<readonly string[] | null>;
  readonly chooseExportPath: (suggestedName: string) => Promise<string | null>;
  readonly chooseExportFolder: () => Promise<string | null>;
  readonly saveFile: (file: PageFile) => Promise<SaveAnswer>;
  readonly requestPorts: () => void;
  readonly languageChanged: (language: 'en' | 'ko') => void;
  readonly showDataDirectory: () => void;
}

const nothing = z.undefined();
const suggestedNameSchema = z
  .string()
  .min(1)
  .max(255)
  .refine((name) => !/[/\\\0]/.test(name), 'a file name, not a path');
const pageFileSchema = z.object({
  suggestedName: suggestedNameSchema.regex(/\.(png|csv)$/u),
  bytes: z.instanceof(Uint8Array),
});
const languageSchema = z.enum(['en', 'ko']);

/** Opens the channels. Payloads are checked; what comes from elsewhere or has the wrong shape is refused. */
export function serveIpc(currentWindow: () => BrowserWindow | null, requests: PageRequests): void {
  const isTrusted = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const window = currentWindow();
    return window !== null && isTrustedSender(event, window);
  };
  const answer = <Input, Output>(
    channel: string,
    schema: z.ZodType<Input>,
    handler: (input: Input) => Promise<Output>,
  ): void => {
    ipcMain.handle(channel, (event, payload: unknown) => {
      if (!isTrusted(event)) throw new Error(`${channel}: refused, the sender is not our page`);
      return handler(schema.parse(payload));
    });
  };
  const listen = <Input>(channel: string, schema: z.ZodType<Input>, handler: (input: Input) => void): void => {
    ipcMain.on(channel, (event, payload: unknown) => {
      const input = schema.safeParse(payload);
      if (isTrusted(event) && input.success) handler(input.data);
    });
  };
  answer(questions.chooseFiles, nothing, requests.chooseFiles);
  answer(questions.chooseFolder, nothing, requests.chooseFolder);
  answer(questions.chooseExportPath, suggestedNameSchema, requests.chooseExportPath);
  answer(questions.chooseExportFolder, nothing, requests.chooseExportFolder);
  answer(questions.saveFile, pageFileSchema, requests.saveFile);
  listen(notices.requestPorts, nothing, requests.requestPorts);
  listen(notices.languageChanged, languageSchema, requests.languageChanged);
  listen(notices.showDataDirectory, nothing, requests.showDataDirectory);
}
