import type { BrowserWindow, IpcMainEvent, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { isTrustedSender } from './trusted-sender.ts';

// fakes of objects only Electron can make; the function reads nothing else of them
const contents = { id: 1 } as unknown as WebContents;
const window = { webContents: contents, isDestroyed: () => false } as unknown as BrowserWindow;

function event(frame: { url: string; parent: object | null } | null, sender = contents): IpcMainEvent {
  return { sender, senderFrame: frame } as unknown as IpcMainEvent;
}
const ours = { url: 'app://glioscope/index.html', parent: null };

test('our page in the top frame of our window is heard', () => {
  expect(isTrustedSender(event(ours), window)).toBe(true);
});

test.each([
  ['another window', event(ours, { id: 2 } as unknown as WebContents)],
  ['a frame inside the page', event({ ...ours, parent: {} })],
  ['a foreign page', event({ url: 'https://example.org/', parent: null })],
  ['a file', event({ url: 'file:///tmp/index.html', parent: null })],
  ['a frame that is gone', event(null)],
])('%s is not', (_name, from) => {
  expect(isTrustedSender(from, window)).toBe(false);
});

test('nobody is heard once the window is destroyed', () => {
  const gone = { webContents: contents, isDestroyed: () => true } as unknown as BrowserWindow;
  expect(isTrustedSender(event(ours), gone)).toBe(false);
});
