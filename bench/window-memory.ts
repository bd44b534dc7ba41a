/*
 * Peak memory of what runs behind the window: the backend and all it starts (the inference process, the test of the
 * engines at first start), without the page. Starts the browser host on an empty library, then, as the page does:
 * uploads the four files of a study, keeps it, reads every image, segments, reads the label map and how sure it was.
 * Linux only: it reads /proc.
 *
 *   node bench/window-memory.ts [STUDY_DIRECTORY] [ROUNDS]     (default: the synthetic study, twice)
 *
 * Each round imports the study anew, beside those before, so that what the backend keeps for the views fills up.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { httpPaths } from '#shared/contract/data-plane.ts';
import type { BackendClient, FileRef, Job } from '#shared/contract/index.ts';
import { modalities } from '#shared/domain/modality.ts';
import { writeSampleStudy } from '../src-main/sample/write-sample-study.ts';
import { describePeak, watchTree } from './process-tree.ts';
import { findInputs } from './study-inputs.ts';

const entry = join(import.meta.dirname, '../src-main/hosts/browser/main.ts');
const uploadSchema = z.object({ uploadId: z.string() });
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The way of a page to the host. */
interface Page {
  readonly client: BackendClient;
  readonly upload: (path: string, name: string) => Promise<FileRef>;
  /** Reads a blob and lets go of it. */
  readonly read: (blobId: string) => Promise<void>;
  readonly close: () => void;
}

async function openPage(launchUrl: string): Promise<Page> {
  const { origin } = new URL(launchUrl);
  const welcome = await fetch(launchUrl, { redirect: 'manual' });
  const cookie = z.string().parse(welcome.headers.get('set-cookie')).split(';')[0] ?? '';
  const headers = { cookie, origin };
  const socket = new WebSocket(`${origin.replace('http:', 'ws:')}${httpPaths.rpc}`, { headers });
  await once(socket, 'open');
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${origin}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response;
  };
  return {
    // holds: ws implements what the link uses of the browser's WebSocket
    // holds: the link sends, listens and closes, which both kinds of socket do alike
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    async upload(path, name) {
      const query = new URLSearchParams({ name }).toString();
      const response = await ask(`${httpPaths.upload}?${query}`, { method: 'POST', body: await readFile(path) });
      return { kind: 'upload', uploadId: uploadSchema.parse(await response.json()).uploadId };
    },
    async read(blobId) {
      await (await ask(`${httpPaths.blob}${encodeURIComponent(blobId)}`)).arrayBuffer();
    },
    close: () => socket.close(),
  };
}

/** A study's way through the window; throws when it is not segmented in the end. */
async function useStudy({ client, upload, read }: Page, directory: string, modelId: string): Promise<void> {
  const inputs = await findInputs(directory);
  const files: FileRef[] = [];
  for (const modality of modalities) {
    const input = inputs[modality];
    if (input !== undefined) files.push(await upload(input.path, input.fileName));
  }
  const { draftId } = await client.intake.open({ files });
  const { studyId, volumes } = await client.intake.commit({ draftId, patientName: 'bench' });
  await Promise.all(volumes.map(({ volumeId }) => read(volumeId)));
  await client.jobs.estimate({ studyId, modelId });
  const { jobId } = await client.jobs.start({ studyId, modelId });
  let last: Job | null = null;
  for await (const job of await client.jobs.watch({ jobId })) last = job;
  if (last?.state !== 'done') throw new Error(`not segmented: ${JSON.stringify(last)}`);
  const [result] = (await client.studies.get({ studyId })).results;
  for (const blobId of [result?.labelMapId, result?.uncertainty?.mapId]) if (blobId !== undefined) await read(blobId);
}

async function launchUrlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output to read the address from');
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('http://')) return line;
  }
  throw new Error('the host ended without its address');
}

async function main([study, rounds = '2']: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'glioscope-window-memory-'));
  if (study === undefined) await writeSampleStudy(join(folder, 'sample'));
  const host = spawn(process.execPath, [entry, '--no-open', '--data-dir', join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(host, 'exit');
  try {
    const finish = watchTree(host.pid ?? 0);
    const page = await openPage(await launchUrlOf(host));
    const [model] = await page.client.models.list();
    for (let round = 1; round <= Number(rounds); round += 1) {
      const finishRound = watchTree(host.pid ?? 0);
      await useStudy(page, study ?? join(folder, 'sample'), model?.modelId ?? '');
      say(`study ${round}: ${megabytes(finishRound().shareBytes)}`);
    }
    for (const line of describePeak(finish())) say(line);
    page.close();
  } finally {
    host.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true });
  }
}

await main(process.argv.slice(2));
