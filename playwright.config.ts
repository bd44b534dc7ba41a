import { defineConfig } from '@playwright/test';
import type { HostOptions } from './tests/e2e/fixtures/app-test.ts';
import { chromiumExecutable } from './tests/e2e/fixtures/availability.ts';

/* The same journeys over every host; see tests/e2e/fixtures/app-test.ts. `npm run build` goes before. */
const chromium = chromiumExecutable();
const isRoot = process.getuid?.() === 0;

export default defineConfig<HostOptions>({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  globalSetup: './tests/e2e/fixtures/require-build.ts',
  timeout: 240_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // a test that passes on the second try has not passed
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      // WebGL by software: the machine may have no graphics card
      args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', ...(isRoot ? ['--no-sandbox'] : [])],
    },
  },
  projects: [
    { name: 'browser', use: { host: 'browser' } },
    { name: 'electron-stand-in', use: { host: 'electron-stand-in' } },
    { name: 'electron', use: { host: 'electron' } },
  ],
});
