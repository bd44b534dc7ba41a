/*
 * Frames per second while a sphere is painted into a 240 x 240 x 155 mask with all three views on the
 * screen, in Chromium without a GPU.
 *   node bench/brush.ts
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const executablePath = process.env['GLIOSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';
const frames = 240;
const screens = [
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
];

async function bundlePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'brush-page.ts'), formats: ['iife'], name: 'brushPage' },
    },
  });
  const bundle = Array.isArray(result) ? result[0] : result;
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  if (chunk === undefined) throw new Error('the bundler made nothing');
  return chunk.code;
}

function at(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

/** The layout of the reading screen: one large view, two beside it. */
const style = `body { margin: 0; display: grid; height: 100vh; grid: repeat(2, 1fr) / 1.95fr 1fr }
  canvas { width: 100%; height: 100%; min-width: 0; min-height: 0 } .axial { grid-row: 1 / span 2 }`;

const script = await bundlePage();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
process.stdout.write('screen      radius   frames/s (median)   (p5)   painting voxels, ms (median)   (p95)\n');
for (const viewport of screens) {
  const page = await (await browser.newContext({ viewport })).newPage();
  await page.setContent(`<style>${style}</style>`);
  await page.addScriptTag({ content: script });
  for (const radiusMm of [4, 15]) {
    await page.evaluate(([radius]) => window.brushBench.run(radius, 30), [radiusMm] as const);
    const { frameMs, brushMs } = await page.evaluate(([radius, count]) => window.brushBench.run(radius, count), [
      radiusMm,
      frames,
    ] as const);
    const [median, slow] = [1000 / at(frameMs, 0.5), 1000 / at(frameMs, 0.95)];
    const columns = [`${viewport.width}x${viewport.height}`.padEnd(12), `${radiusMm} mm`.padEnd(9)];
    const figures = [median.toFixed(0).padStart(17), slow.toFixed(0).padStart(7)];
    const brush = [at(brushMs, 0.5).toFixed(2).padStart(31), at(brushMs, 0.95).toFixed(2).padStart(8)];
    process.stdout.write(`${[...columns, ...figures, ...brush].join('')}\n`);
  }
  await page.close();
}
await browser.close();
