/*
 * The viewer in Chromium, without a GPU: time to the first image, frames per second while a reader
 * scrolls, windows and brushes with the mask on, memory over study switches; NiiVue beside it.
 * Chromium composes as it does by itself on such a computer: by its own software. NiiVue needs WebGL, and so a
 * GPU that is emulated; --emulated-gpu measures the viewer on that too.
 *   node bench/viewer-frames.ts [--short] [--emulated-gpu]
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import type { FrameRate } from './viewer-page/frames.ts';

const executablePath = process.env['GLIOSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';
const isShort = process.argv.includes('--short');
const milliseconds = isShort ? 1500 : 4000;
const screens = [
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
];

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Script and styles of one of the pages, bundled in memory. */
async function bundle(entry: string): Promise<{ script: string; style: string }> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'chrome130',
      lib: { entry: join(import.meta.dirname, 'viewer-page', entry), formats: ['es'], fileName: 'page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) => ('output' in part ? part.output : []));
  const script = outputs.find((part) => part.type === 'chunk');
  const style = outputs.find((part) => part.fileName.endsWith('.css'));
  if (script === undefined) throw new Error(`the bundler made nothing of ${entry}`);
  return {
    script: script.code,
    style: style?.type === 'asset' ? String(style.source) : '',
  };
}

/** A page of its own origin, so that it may make addresses of blobs. */
async function openPage(
  browser: Browser,
  { script, style }: { script: string; style: string },
  viewport: { width: number; height: number },
): Promise<Page> {
  const page = await (await browser.newContext({ viewport })).newPage();
  const html = `<!doctype html><html lang="en"><head><style>${style}</style></head><body><script type="module" src="/page.js"></script></body></html>`;
  await page.route('http://bench.test/**', (route) =>
    route.fulfill(
      route.request().url().endsWith('.js')
        ? { contentType: 'text/javascript', body: script }
        : { contentType: 'text/html', body: html },
    ),
  );
  await page.goto('http://bench.test/');
  return page;
}

const rate = ({ framesPerSecond, slowMs }: FrameRate): string =>
  `${framesPerSecond.toFixed(1).padStart(5)} frames/s, 95 % within ${slowMs.toFixed(0)} ms`;
const load = (): string => `load ${(loadavg()[0] ?? 0).toFixed(1)}`;

async function measureApp(browser: Browser, app: { script: string; style: string }): Promise<void> {
  for (const screen of screens) {
    const page = await openPage(browser, app, screen);
    await page.waitForFunction(() => 'appBench' in window);
    const name = `${screen.width}x${screen.height}`;
    const first: number[] = [];
    const four: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      first.push(await page.evaluate(() => window.appBench.open('planes')));
      await page.evaluate(() => window.appBench.close());
      four.push(await page.evaluate(() => window.appBench.open('modalities')));
      await page.evaluate(() => window.appBench.close());
    }
    const median = (values: number[]): string => `${values.sort((a, b) => a - b)[1]?.toFixed(0) ?? '-'} ms`;
    print(
      `${name}  first image in three views: ${median(first)}; four modalities linked: ${median(four)}  (${load()})`,
    );
    await page.evaluate(() => window.appBench.open('planes'));
    await page.waitForTimeout(500);
    for (const style of ['fill', 'both'] as const) {
      await page.evaluate((chosen) => window.appBench.workspace.actions.display.setLabelStyle(chosen), style);
      const scrolled = await page.evaluate((ms) => window.appBench.scroll(ms), milliseconds);
      print(`${name}  scrolling, mask ${style.padEnd(7)} ${rate(scrolled)}  (${load()})`);
    }
    await page.evaluate(() => window.appBench.workspace.actions.display.setLabelStyle('fill'));
    print(
      `${name}  window drag          ${rate(await page.evaluate((ms) => window.appBench.dragWindow(ms), milliseconds))}  (${load()})`,
    );
    print(
      `${name}  brush                ${rate(await page.evaluate((ms) => window.appBench.brush(ms), milliseconds))}  (${load()})`,
    );
    await page.evaluate(() => window.appBench.workspace.actions.display.setLayout('modalities'));
    await page.waitForTimeout(300);
    print(
      `${name}  scrolling, 4 linked  ${rate(await page.evaluate((ms) => window.appBench.scroll(ms), milliseconds))}  (${load()})`,
    );
    await page.context().close();
  }
}

async function measureNiivue(browser: Browser, niivue: { script: string; style: string }): Promise<void> {
  for (const screen of screens) {
    const page = await openPage(browser, niivue, screen);
    await page.waitForFunction(() => 'niivueBench' in window);
    const name = `${screen.width}x${screen.height}`;
    const first = await page.evaluate(() => window.niivueBench.open());
    print(`${name}  NiiVue (${await page.evaluate(() => window.niivueBench.renderer())})`);
    print(`${name}  NiiVue first image ${first.toFixed(0)} ms  (${load()})`);
    print(
      `${name}  NiiVue scrolling   ${rate(await page.evaluate((ms) => window.niivueBench.scroll(ms), milliseconds))}  (${load()})`,
    );
    print(
      `${name}  NiiVue window      ${rate(await page.evaluate((ms) => window.niivueBench.dragWindow(ms), milliseconds))}  (${load()})`,
    );
    await page.context().close();
  }
}

/** JS heap and array buffers after a collection, and resident memory of all of Chromium's processes, in MiB. */
async function measureMemory(browser: Browser, app: { script: string; style: string }): Promise<void> {
  const page = await openPage(browser, app, { width: 1280, height: 720 });
  await page.waitForFunction(() => 'appBench' in window);
  const session = await page.context().newCDPSession(page);
  for (let switches = 1; switches <= (isShort ? 10 : 50); switches += 1) {
    await page.evaluate(() => window.appBench.open('planes'));
    await page.waitForTimeout(100);
    if ([1, 10, 50].includes(switches)) {
      await session.send('HeapProfiler.collectGarbage');
      await page.waitForTimeout(300);
      const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
      const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
      const resident = await residentBytes(browser);
      print(
        `after ${String(switches).padStart(2)} studies: JS heap ${mib(usedSize)} MiB, voxels ${mib(backingStorageSize)} MiB, page process ${mib(resident)} MiB`,
      );
    }
    if (switches !== 50) await page.evaluate(() => window.appBench.close());
  }
  await page.context().close();
}

/** The largest renderer's resident memory. */
async function residentBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const residents = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? '0');
  return 1024 * Math.max(...residents.map(Number));
}

const app = await bundle('app.tsx');
const niivue = await bundle('niivue.ts');
const emulatedGpu = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const launch = (flags: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', ...flags] });
const browser = await launch(process.argv.includes('--emulated-gpu') ? emulatedGpu : []);
await measureApp(browser, app);
await measureMemory(browser, app);
await browser.close();
const emulated = await launch(emulatedGpu);
await measureNiivue(emulated, niivue);
await emulated.close();
