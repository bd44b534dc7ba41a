import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isPageUrl, pageFile, respond } from './page-files.ts';

describe('addresses of the page', () => {
  test.each([
    ['app://glioscope/index.html', true],
    ['app://glioscope/', true],
    ['app://glioscope.example.org/', false],
    ['app://other/index.html', false],
    ['https://glioscope/index.html', false],
    ['file:///index.html', false],
    ['not an address', false],
  ])('%s: %s', (address, expected) => {
    expect(isPageUrl(address)).toBe(expected);
  });

  test.each([
    ['app://glioscope/', '/pages/index.html'],
    ['app://glioscope/assets/a.js?v=1#x', '/pages/assets/a.js'],
    ['app://glioscope/a%20b.css', '/pages/a b.css'],
    ['app://other/index.html', null],
    // the address itself is normalised before it is a path
    ['app://glioscope/%2e%2e/secret', '/pages/secret'],
    ['app://glioscope/..%2f..%2fetc/passwd', null],
    ['app://glioscope/%2e%2e%2fpages-beside/x', null],
    ['app://glioscope/a%00.html', null],
    ['app://glioscope/%E0%A4%A', null],
  ])('%s means %s', (address, file) => {
    expect(pageFile('/pages', address)).toBe(file);
  });
});

describe('answers', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'glioscope-pages-'));
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<!doctype html><html><head><title>t</title></head></html>');
    writeFileSync(join(directory, 'assets', 'a.js'), 'export {};');
  });

  const get = (path: string, method = 'GET') => respond(directory, { method, url: `app://glioscope/${path}` });

  test('the page carries its policy and the same fresh nonce', async () => {
    const nonces = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      const response = await get('');
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect(await response.text()).toContain(`nonce="${nonce}"`);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe-(inline|eval)/);
      expect(policy).not.toMatch(/https?:/);
    }
    expect(nonces.size).toBe(2);
  });

  test('a script is a script and nothing else', async () => {
    const response = await get('assets/a.js');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['nothing.js', 'assets', '%2e%2e%2fx'])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test('only reading is answered', async () => {
    expect((await get('', 'POST')).status).toBe(404);
  });
});
