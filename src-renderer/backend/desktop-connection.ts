import { RPCLink } from '@orpc/client/message-port';
import { portsMessage, type DesktopBridge } from '#shared/contract/desktop-bridge.ts';
import type { FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createBlobPort, type BlobPort } from './blob-port.ts';
import type { BackendConnection, GivenFiles } from './connection.ts';
import { copyImage } from './copy-image.ts';
import { createControlLine } from './control-line.ts';

declare global {
  interface Window {
    readonly glioscopeDesktop?: DesktopBridge;
  }
}

/** The page runs in the Electron window: control and data over two message ports, files by real path. */
export function createDesktopConnection(bridge: DesktopBridge): BackendConnection {
  const line = createControlLine();
  let blobs: BlobPort | null = null;
  let attached: MessagePort | null = null;

  function attachControl(port: MessagePort): void {
    attached = port;
    // Before the link's own listener: see ControlLine.detach. A port that was replaced closes unnoticed.
    port.addEventListener('close', () => {
      if (port === attached) line.detach();
    });
    line.attach(new RPCLink({ port }));
    port.start();
  }

  window.addEventListener('message', (event) => {
    const [control, data] = event.ports;
    if (event.source !== window || event.data !== portsMessage || control === undefined || data === undefined) return;
    blobs?.close();
    blobs = createBlobPort(data);
    attachControl(control);
  });
  bridge.requestPorts();

  return {
    client: line.client,
    status: line.status,
    onStatus: line.onStatus,
    reconnect: () => {
      bridge.requestPorts();
    },
    async readBlob(blobId) {
      if (blobs === null) throw new GlioscopeError('connection-lost');
      return blobs.read(blobId);
    },
    chooseFiles: async () => givenPaths(await bridge.chooseFiles()),
    chooseFolder: async () => givenPaths(await bridge.chooseFolder()),
    takeDropped: (transfer) => {
      const paths = [...transfer.files].map((file) => bridge.pathOfFile(file)).filter((path) => path !== '');
      return Promise.resolve({ kind: 'paths', paths });
    },
    toFileRefs: (given) => Promise.resolve(fileRefs(bridge, given)),
    discardOnLeave: () => undefined,
    async exportResult(resultId, convention, suggestedName) {
      const path = await bridge.chooseExportPath(suggestedName);
      if (path === null) return null;
      const written = await line.client.results.exportTo({ resultId, convention, path });
      return written.path;
    },
    async exportStudy(wanted) {
      const directory = await bridge.chooseExportFolder();
      if (directory === null) return null;
      const written = await line.client.studies.exportTo({ ...wanted, directory });
      return written.directory;
    },
    async exportTable(studyIds) {
      const directory = await bridge.chooseExportFolder();
      if (directory === null) return null;
      const written = await line.client.batch.exportTable({ studyIds: [...studyIds], directory });
      return written.path;
    },
    async saveFile({ name, content }) {
      const answer = await bridge.saveFile(name, new Uint8Array(await content.arrayBuffer()));
      if (!('failure' in answer)) return answer.path;
      const { code, params, detail } = answer.failure;
      throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
    },
    copyImage,
    setLanguage: (language) => {
      bridge.setLanguage(language);
    },
    showDataDirectory: () => {
      bridge.showDataDirectory();
    },
    hasMenu: true,
    onMenuCommand: (listener) => bridge.onMenuCommand(listener),
  };
}

function givenPaths(paths: readonly string[] | null): GivenFiles | null {
  return paths === null ? null : { kind: 'paths', paths };
}

function fileRefs(bridge: DesktopBridge, given: GivenFiles): FileRef[] {
  const paths = given.kind === 'paths' ? given.paths : given.files.map((file) => bridge.pathOfFile(file));
  return paths.map((path) => ({ kind: 'path', path }));
}
