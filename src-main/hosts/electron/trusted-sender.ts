import type { BrowserWindow, IpcMainEvent } from 'electron';
import { isPageUrl } from './page-files.ts';

/** Only the top frame of our one window, showing our own page, is listened to. */
export function isTrustedSender(
  event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  window: Pick<BrowserWindow, 'isDestroyed' | 'webContents'>,
): boolean {
  const frame = event.senderFrame;
  return (
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame.parent === null &&
    isPageUrl(frame.url)
  );
}
