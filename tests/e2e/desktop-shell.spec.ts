import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MenuEntry } from '../electron-stand-in/driver-wire.ts';
import { expect, test } from './fixtures/app-test.ts';
import { litPixels } from './fixtures/canvas.ts';
import { watchTexts } from './fixtures/pictures.ts';
import { atStart, openStoredStudy } from './fixtures/screens.ts';
import { failToStart } from './fixtures/stand-in-app.ts';

/* The shell of the desktop app: its main process and preload as bundled, over the stand-in. */

test('the window is locked down, and only our page in its top frame is answered', async ({ openStandIn }) => {
  const app = await openStandIn();
  await atStart(app.page);
  expect(await app.ask({ ask: 'window-options' })).toMatchObject({
    webPreferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  for (const url of ['https://example.org/', 'file:///etc/passwd', 'app://elsewhere/']) {
    expect(await app.ask({ ask: 'may-navigate', url }), url).toBe(false);
    expect(await app.ask({ ask: 'may-open-window', url }), url).toBe(false);
    expect(await app.ask({ ask: 'may-load', url }), url).toBe(false);
  }
  expect(await app.ask({ ask: 'may-load', url: 'app://glioscope/index.html' })).toBe(true);
  // a picture may be put on the clipboard; what is there is not read
  expect(await app.ask({ ask: 'permission', permission: 'clipboard-sanitized-write' })).toBe(true);
  for (const permission of ['media', 'geolocation', 'clipboard-read']) {
    expect(await app.ask({ ask: 'permission', permission }), permission).toBe(false);
  }

  const forged = (frameUrl: string, isTopFrame: boolean, channel: string, args: unknown[] = []): Promise<unknown> =>
    app.ask({ ask: 'forged-invoke', channel, args, frameUrl, isTopFrame });
  const ours = 'app://glioscope/index.html';
  await expect(forged('https://example.org/', true, 'glioscope:choose-files')).rejects.toThrow('refused');
  await expect(forged(ours, false, 'glioscope:choose-files')).rejects.toThrow('refused');
  await expect(forged(ours, true, 'glioscope:choose-export-path', ['../../.bashrc'])).rejects.toThrow();
  await expect(forged(ours, true, 'glioscope:choose-export-path', [{ path: 'x' }])).rejects.toThrow();
  expect(app.dialogs).toEqual([]);
  await expect(forged(ours, true, 'glioscope:choose-files')).resolves.toBeNull();
  expect(app.dialogs).toHaveLength(1);
});

test('the page works under its policy, and the policy bites', async ({ openStandIn }) => {
  const app = await openStandIn();
  const violations: string[] = [];
  app.page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  const answer = await app.page.reload();
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  await atStart(app.page);
  expect(violations).toEqual([]);

  const ran = await app.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const remote = await fetch('https://example.org/').then(
      () => 'fetched',
      () => 'refused',
    );
    return { injected: 'injected' in window, remote };
  });
  expect(ran).toEqual({ injected: false, remote: 'refused' });
  expect(violations.length).toBeGreaterThan(0);
});

test('voxels reach the page as a copy; the stand-in keeps the trap that a transferred buffer is lost', async ({
  openStandIn,
}) => {
  const app = await openStandIn();
  await atStart(app.page);
  const answers = await app.page.evaluate(async () => {
    const blobs = new Promise<MessagePort>((resolve) => {
      window.addEventListener('message', ({ ports }) => {
        if (ports[1] !== undefined) resolve(ports[1]);
      });
    });
    const bridge = Reflect.get(window, 'glioscopeDesktop') as { requestPorts(): void }; // holds: the preload exposes it
    bridge.requestPorts();
    const port = await blobs;
    const received: unknown[] = [];
    port.addEventListener('message', ({ data }) => received.push(data));
    port.start();
    port.postMessage({ requestId: 1, blobId: 'x' }, [new ArrayBuffer(8)]);
    port.postMessage({ requestId: 2, blobId: 'x' });
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return received;
  });
  expect(answers).toEqual([{ requestId: 2, failure: expect.stringContaining('not-found') }]);
});

test('files chosen in the native dialog arrive, the menu does what it says, in the language of the page', async ({
  openStandIn,
  sampleFiles,
}) => {
  const app = await openStandIn();
  await atStart(app.page);
  await app.ask({
    ask: 'script-dialog',
    method: 'showOpenDialog',
    result: { canceled: false, filePaths: [...sampleFiles] },
  });
  await app.ask({ ask: 'click-menu', itemId: 'open-files' });
  await expect(app.page.getByTestId('intake-slot-t2f')).toContainText('glioscope-sample_flair');
  await app.ask({ ask: 'click-menu', itemId: 'show-studies' });
  await atStart(app.page);
  await app.ask({ ask: 'click-menu', itemId: 'about' });
  expect(app.dialogs.at(-1)).toMatchObject({ options: { detail: expect.stringMatching(/research use only/i) } });

  // holds: the stand-in answers 'menu' with entries
  const labels = async (): Promise<string[]> =>
    ((await app.ask({ ask: 'menu' })) as MenuEntry[]).map(({ label }) => label);
  expect(await labels()).toEqual(['File', 'Edit', 'View', 'Help']);
  await app.page.getByTestId('language-menu').click();
  await app.page.getByTestId('language-ko').click();
  await expect.poll(labels).toEqual(['파일', '편집', '보기', '도움말']);
});

test('the settings say where the data lies, and show that folder in the file manager', async ({ openStandIn }) => {
  const app = await openStandIn();
  await atStart(app.page);
  await app.page.getByTestId('open-settings').click();
  const place = await app.page.getByTestId('data-directory').innerText();
  await expect(access(join(place, 'library.sqlite'))).resolves.toBeUndefined();
  await app.page.getByTestId('show-data-directory').click();
  await expect.poll(() => app.openedPaths).toEqual([place]);
});

test.describe('Edit > Copy', () => {
  test.use({ beginning: 'study' });

  test('copies selected text where there is some, else the view in hand as a picture', async ({ openStandIn }) => {
    const app = await openStandIn();
    const { page } = app;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = (): Promise<string> =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const type = item?.types[0] ?? 'nothing';
        return type === 'text/plain' ? navigator.clipboard.readText() : type;
      });
    const copy = (): Promise<unknown> => app.ask({ ask: 'click-menu', itemId: 'copy' });
    const told = page.getByText('Picture copied to the clipboard');

    // nothing to copy but text: no picture of a list
    await atStart(page);
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    await copy();
    await openStoredStudy(app);
    expect(await clipboard()).toBe('before');

    await page.mouse.move(5, 5); // at the menu bar, over no view
    await page.getByTestId('view-coronal').focus();
    await expect.poll(() => litPixels(page, 'coronal')).toBeGreaterThan(10_000);
    const texts = await watchTexts(page);
    await copy();
    await expect(told).toBeVisible({ timeout: 30_000 });
    expect(await clipboard()).toBe('image/png');
    expect(await texts()).toContain('T1ce · Coronal');

    await page.evaluate(() => {
      const label = document.querySelector('[data-testid="patient-title"]');
      if (label === null) throw new Error('no patient');
      document.getSelection()?.selectAllChildren(label);
    });
    await copy();
    await expect.poll(clipboard).toContain('glioscope-sample');
  });
});

test('a page with strokes that are not on the disk closes only when the user says so', async ({ openStandIn }) => {
  const app = await openStandIn();
  await atStart(app.page);
  expect(await app.ask({ ask: 'may-unload' })).toBe(false);
  await app.ask({ ask: 'script-dialog', method: 'showMessageBoxSync', result: 1 });
  expect(await app.ask({ ask: 'may-unload' })).toBe(true);
  expect(app.dialogs.map(({ options }) => options)).toMatchObject([
    { message: expect.stringContaining('not on the disk'), cancelId: 0 },
    { message: expect.stringContaining('not on the disk'), cancelId: 0 },
  ]);
});

test.describe('a picture that cannot be saved', () => {
  test.use({ beginning: 'study' });

  test('says what is wrong with the place, and leaves nothing there', async ({ openStandIn, folder }) => {
    const app = await openStandIn();
    const { page } = app;
    await openStoredStudy(app);
    await expect.poll(() => litPixels(page, 'coronal')).toBeGreaterThan(10_000);
    const inTheWay = join(folder, 'a-file');
    await writeFile(inTheWay, 'where a folder should be');
    const save = async (filePath: string): Promise<void> => {
      await app.ask({ ask: 'script-dialog', method: 'showSaveDialog', result: { canceled: false, filePath } });
      await page.getByTestId('view-coronal').hover();
      await page.keyboard.press('Control+s');
    };
    await save(join(inTheWay, 'picture.png'));
    await expect(page.getByText('“picture.png” could not be saved there')).toBeVisible({ timeout: 30_000 });
    expect(await readFile(inTheWay, 'utf8')).toBe('where a folder should be');
    await save(join(folder, 'picture.png'));
    await expect(page.getByText('Picture saved')).toBeVisible({ timeout: 30_000 });
  });
});

test('a backend that dies is started again, and the page works on', async ({ openStandIn }) => {
  const app = await openStandIn();
  await atStart(app.page);
  // holds: the stand-in answers with process ids
  const ids = async (): Promise<number[]> => (await app.ask({ ask: 'utility-processes' })) as number[];
  const [first = 0] = await ids();
  process.kill(first, 'SIGKILL');
  await expect(app.page.getByTestId('connection-lost')).toBeVisible();
  await expect(app.page.getByTestId('connection-lost')).toBeHidden();
  expect((await ids()).filter((id) => id !== first)).toHaveLength(1);
  await app.page.getByTestId('open-sample').click();
  await expect(app.page.getByTestId('commit-study')).toBeEnabled({ timeout: 30_000 });
});

test('a backend that cannot start is said so, with the folder it wanted', async ({ host, folder }) => {
  test.skip(host !== 'electron-stand-in', 'about the shell itself: once is enough');
  const notAFolder = join(folder, 'taken');
  await writeFile(notAFolder, 'a file where the folder should be');
  expect(await failToStart({ dataDirectory: notAFolder })).toMatchObject([
    { method: 'showErrorBox', options: { content: expect.stringContaining(notAFolder) } },
  ]);
});
