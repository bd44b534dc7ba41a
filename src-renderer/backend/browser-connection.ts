import { RPCLink } from '@orpc/client/websocket';
import { z } from 'zod';
import type { FileRef } from '#shared/contract/index.ts';
import { httpPaths } from '#shared/contract/data-plane.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { BackendConnection, GivenFiles } from './connection.ts';
import { copyImage } from './copy-image.ts';
import { createControlLine, type ControlLine } from './control-line.ts';
import { errorFromJson } from './failure-of.ts';
import { askForFiles, filesOfTransfer } from './given-files.ts';

const retryDelaysMs = [250, 500, 1000, 2000, 4000];
const uploadSchema = z.object({ uploadId: z.string() });

/** The page is served by the browser host: control over a WebSocket, data over HTTP, both same-origin. */
export function createBrowserConnection(): BackendConnection {
  const line = createControlLine();
  const reconnect = keepSocketOpen(line, socketUrl());
  return {
    client: line.client,
    status: line.status,
    onStatus: line.onStatus,
    reconnect,
    async readBlob(blobId) {
      const response = await request(`${httpPaths.blob}${encodeURIComponent(blobId)}`);
      return unlessLost(response.arrayBuffer());
    },
    chooseFiles: () => askForFiles('files'),
    chooseFolder: () => askForFiles('folder'),
    takeDropped: filesOfTransfer,
    toFileRefs: uploadAll,
    discardOnLeave: createFarewell(),
    async exportResult(resultId, convention, suggestedName) {
      const query = new URLSearchParams({ convention }).toString();
      const response = await request(`${httpPaths.export}${encodeURIComponent(resultId)}?${query}`);
      saveAs(await unlessLost(response.blob()), suggestedName);
      return suggestedName;
    },
    async exportStudy({ studyId, resultId, convention }, suggestedName) {
      const query = new URLSearchParams({ convention, ...(resultId === null ? {} : { result: resultId }) }).toString();
      const response = await request(`${httpPaths.exportStudy}${encodeURIComponent(studyId)}?${query}`);
      saveAs(await unlessLost(response.blob()), `${suggestedName}.zip`);
      return `${suggestedName}.zip`;
    },
    async exportTable(studyIds) {
      const { csv } = await line.client.batch.table({ studyIds: [...studyIds] });
      const name = 'glioscope-volumes.csv';
      saveAs(new Blob([csv], { type: 'text/csv' }), name);
      return name;
    },
    saveFile({ name, content }) {
      saveAs(content, name);
      return Promise.resolve(name);
    },
    copyImage,
    setLanguage: () => undefined,
    showDataDirectory: null,
    hasMenu: false,
    onMenuCommand: () => () => undefined,
  };
}

/** A page that is being closed can send no more than a beacon. */
function createFarewell(): (draftId: string | null) => void {
  let leaving: string | null = null;
  window.addEventListener('pagehide', () => {
    if (leaving !== null) navigator.sendBeacon(`${httpPaths.discard}${encodeURIComponent(leaving)}`);
  });
  return (draftId) => {
    leaving = draftId;
  };
}

function socketUrl(): string {
  const url = new URL(httpPaths.rpc, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Opens the socket and opens it again whenever it closes, waiting longer each time. Returns "try now". */
function keepSocketOpen(line: ControlLine, url: string): () => void {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(timer);
    timer = undefined;
    const socket = new WebSocket(url);
    // Before the link's own listener: see ControlLine.detach.
    socket.addEventListener('close', () => {
      line.detach();
      timer = setTimeout(connect, retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)]);
      attempt += 1;
    });
    const link = new RPCLink({ websocket: socket });
    socket.addEventListener('open', () => {
      attempt = 0;
      line.attach(link);
    });
  }

  connect();
  return () => {
    if (timer !== undefined) connect();
  };
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await unlessLost(fetch(path, { ...init, credentials: 'same-origin' }));
  if (!response.ok) throw errorFromJson(await response.text(), `${path} answered ${String(response.status)}`);
  return response;
}

/** What breaks off midway fails like what never began. */
async function unlessLost<T>(transfer: Promise<T>): Promise<T> {
  try {
    return await transfer;
  } catch (error) {
    throw new GlioscopeError('connection-lost', {}, { cause: error });
  }
}

async function uploadAll(given: GivenFiles): Promise<FileRef[]> {
  if (given.kind === 'paths') return given.paths.map((path) => ({ kind: 'path', path }));
  const references: FileRef[] = [];
  for (const file of given.files) {
    const query = new URLSearchParams({ name: file.name }).toString();
    const response = await request(`${httpPaths.upload}?${query}`, { method: 'POST', body: file });
    const { uploadId } = uploadSchema.parse(await response.json());
    references.push({ kind: 'upload', uploadId });
  }
  return references;
}

function saveAs(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  // The download has its own reference once it has started.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
