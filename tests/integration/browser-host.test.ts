import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { httpPaths } from '#shared/contract/data-plane.ts';
import { startBrowserHost, type BrowserHost } from '../../src-main/hosts/browser/browser-host.ts';
import { parseNifti } from '../../src-main/imaging/nifti-read.ts';
import { silentLogger } from '../../src-main/services/logger.ts';
import { signIn } from '../contract/transports.ts';
import {
  createScriptedEngine,
  fileNames,
  openTemporaryBackend,
  scriptedLabels,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

const page = '<!doctype html><html><head><title>Glioscope</title></head><body></body></html>';

let home: TemporaryBackend;
let host: BrowserHost;
let origin: string;
const engine = createScriptedEngine();

beforeEach(async () => {
  home = await openTemporaryBackend({ host: 'browser', runSegmentation: engine.runSegmentation });
  const rendererDirectory = join(home.directory, 'renderer');
  await mkdir(join(rendererDirectory, 'assets'), { recursive: true });
  await writeFile(join(rendererDirectory, 'index.html'), page);
  await writeFile(join(rendererDirectory, 'assets', 'index.js'), 'export {};');
  await writeFile(join(home.directory, 'secret.txt'), 'outside');
  host = await startBrowserHost({ backend: home.backend, rendererDirectory, port: 0, log: silentLogger });
  ({ origin } = new URL(host.url));
});
afterEach(async () => {
  await host.close();
  await home.dispose();
});

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with exactly these headers and this path: `fetch` would mend both. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('who is let in', () => {
  test('the token of the address becomes a cookie and leaves the address', async () => {
    const { pathname, search } = new URL(host.url);
    const answer = await ask(pathname + search);
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^glioscope-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u);
    expect(cookie).not.toContain(search.slice('?token='.length));
    expect(await ask('/', { cookie: cookie.split(';')[0] ?? '' })).toMatchObject({ status: 200 });
  });

  test.each(['/', '/assets/index.js', `${httpPaths.blob}x`, `${httpPaths.export}x`, '/?token=wrong', '/?token='])(
    'nobody without the cookie: %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 403 });
      expect(await ask(path, { cookie: 'glioscope-1=x' })).toMatchObject({ status: 403 });
    },
  );

  test('the address opened on the command line lets one browser in, once', async () => {
    const { pathname, search } = new URL(host.createSingleUseUrl());
    expect(await ask(pathname + search)).toMatchObject({ status: 303 });
    expect(await ask(pathname + search)).toMatchObject({ status: 403 });
  });

  test('not under another name, as after DNS rebinding, token or not', async () => {
    const cookie = await signIn(host.url);
    const foreign = { cookie, host: 'evil.example' };
    expect(await ask('/', foreign)).toMatchObject({ status: 403 });
    expect(await ask(new URL(host.url).search.replace('?', '/?'), foreign)).toMatchObject({ status: 403 });
  });

  test('not on behalf of another site, cookie or not', async () => {
    const cookie = await signIn(host.url);
    const upload = `${httpPaths.upload}?name=x.nii`;
    expect(await ask(upload, { cookie, origin: 'https://evil.example' }, 'POST')).toMatchObject({ status: 403 });
    expect(await ask(upload, { cookie, origin: 'null' }, 'POST')).toMatchObject({ status: 403 });
    expect(await ask(upload, { cookie }, 'POST')).toMatchObject({ status: 403 });
    expect(await ask('/', { cookie, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await ask(upload, { cookie, origin }, 'POST')).toMatchObject({ status: 200 });
  });

  test('WebSockets need the cookie, our own origin and our own path', async () => {
    const cookie = await signIn(host.url);
    const connect = (headers: Record<string, string>, path: string = httpPaths.rpc): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${origin.replace('http:', 'ws:')}${path}`, { headers });
        socket.on('open', () => {
          socket.close();
          resolve('open');
        });
        socket.on('error', (error) => resolve(error.message));
      });
    const refused = 'Unexpected server response: 403';
    expect(await connect({ origin })).toBe(refused);
    expect(await connect({ cookie })).toBe(refused);
    expect(await connect({ cookie, origin: 'https://evil.example' })).toBe(refused);
    expect(await connect({ cookie, origin, host: 'evil.example' })).toBe(refused);
    expect(await connect({ cookie, origin }, '/elsewhere')).toBe(refused);
    expect(await connect({ cookie, origin })).toBe('open');
  });

  test('a peer that hangs up before its answer, and a message that is too large, leave the host standing', async () => {
    const cookie = await signIn(host.url);
    const { hostname, port } = new URL(origin);
    const peer = connectSocket(Number(port), hostname);
    await once(peer, 'connect');
    const heads = `GET / HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    await new Promise((resolve) => peer.write(heads, resolve));
    peer.resetAndDestroy();

    const socket = new WebSocket(`${origin.replace('http:', 'ws:')}${httpPaths.rpc}`, { headers: { cookie, origin } });
    await once(socket, 'open');
    socket.send(Buffer.alloc(33 * 1024 ** 2));
    await once(socket, 'close');
    expect(await ask('/', { cookie })).toMatchObject({ status: 200 });
  });
});

describe('what is served', () => {
  test('the page, with a policy whose nonce changes with every answer', async () => {
    const cookie = await signIn(host.url);
    const answers = [await ask('/', { cookie }), await ask('/index.html', { cookie })];
    const nonces = answers.map(({ headers, body }) => {
      const policy = headers['content-security-policy'] ?? '';
      const [, nonce = ''] = /style-src 'self' 'nonce-([^']+)'/u.exec(String(policy)) ?? [];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`connect-src 'self' ${origin.replace('http:', 'ws:')}`);
      expect(policy).not.toContain('unsafe');
      expect(body).toContain(`nonce="${nonce}"`);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(answers[0]?.headers).toMatchObject({
      ...{ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      ...{ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' },
    });
  });

  test('its parts, and nothing outside of its folder', async () => {
    const cookie = await signIn(host.url);
    expect(await ask('/assets/index.js', { cookie })).toMatchObject({
      ...{ status: 200, body: 'export {};', headers: { 'content-type': 'text/javascript; charset=utf-8' } },
    });
    const paths = ['/../secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt'];
    for (const path of [...paths, '/..%5csecret.txt', '/%00', '/%ff', '/assets', '//secret.txt', '/nothing.js']) {
      const { status, body } = await ask(path, { cookie });
      expect([400, 404], path).toContain(status);
      expect(body).not.toContain('outside');
    }
    expect(await ask('/', { cookie, origin }, 'DELETE')).toMatchObject({ status: 405 });
  });

  test('data: files up, voxels and the exported label map down, failures as JSON', async () => {
    const cookie = await signIn(host.url);
    const headers = { cookie, origin };
    const folder = await writeSmallStudy(home.directory);
    const files: { kind: 'upload'; uploadId: string }[] = [];
    for (const name of Object.values(fileNames)) {
      const body = await readFile(join(folder, name));
      const response = await fetch(`${origin}${httpPaths.upload}?name=${name}`, { method: 'POST', headers, body });
      const { uploadId } = (await response.json()) as { uploadId: string }; // holds: what the upload door answers
      files.push({ kind: 'upload', uploadId });
    }
    const draft = await home.client.intake.open({ files });
    const study = await home.client.intake.commit({ draftId: draft.draftId, patientName: '김' });
    const volume = study.volumes[0];
    const blob = await fetch(`${origin}${httpPaths.blob}${volume?.volumeId ?? ''}`, { headers });
    expect(blob.headers.get('content-type')).toBe('application/octet-stream');
    const original = await readFile(join(folder, fileNames.t1n));
    expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), original.subarray(352))).toBe(0);

    const { jobId } = await home.client.jobs.start({ studyId: study.studyId, modelId: null });
    for await (const job of await home.client.jobs.watch({ jobId })) if (job.stage === 'predicting') engine.finish();
    const { results } = await home.client.studies.get({ studyId: study.studyId });
    const address = `${origin}${httpPaths.export}${results[0]?.resultId ?? ''}`;
    const download = await fetch(`${address}?convention=brats-2018`, { headers });
    expect(download.headers.get('content-disposition')).toBe(
      `attachment; filename="__glioscope-seg.nii.gz"; filename*=UTF-8''%EA%B9%80_glioscope-seg.nii.gz`,
    );
    const { voxels } = await parseNifti(new Uint8Array(await download.arrayBuffer()), 'download');
    expect(Array.from(voxels)).toEqual(Array.from(scriptedLabels, (code) => (code === 3 ? 4 : code)));

    const gone = await fetch(`${origin}${httpPaths.blob}nobody`, { headers });
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ code: 'not-found', params: {} });
    expect((await fetch(`${address}?convention=other`, { headers })).status).toBe(400);
  });

  test('an upload that is too large is refused before it is sent', async () => {
    const cookie = await signIn(host.url);
    const headers = { cookie, origin, 'content-length': String(2 ** 31 + 1) };
    const { hostname, port } = new URL(origin);
    const answer = await new Promise<string>((resolve, reject) => {
      const path = `${httpPaths.upload}?name=huge.nii`;
      const request = httpRequest({ hostname, port, path, method: 'POST', headers }, (response) => {
        response.setEncoding('utf8').on('data', (text: string) => resolve(`${String(response.statusCode)} ${text}`));
        response.on('end', () => request.destroy());
      });
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(answer).toMatch(/^413 .*"code":"file-too-large".*"file":"huge\.nii"/u);
  });
});

test('a second program on the same data folder says in words that it must wait its turn', async () => {
  const script = fileURLToPath(new URL('../../src-main/hosts/browser/main.ts', import.meta.url));
  const args = [script, '--no-open', '--data-dir', home.dataDirectory];
  const env = { ...process.env, LANG: 'C', LC_ALL: 'C' };
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env }, (error, _, notes) => {
      expect(error?.code).toBe(1);
      resolve(notes);
    });
  });
  expect(said).toContain('Another Glioscope is using the data folder; close that one first.');
});
