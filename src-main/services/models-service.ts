import { extname } from 'node:path';
import type { Router } from '@orpc/server';
import type { Contract, FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { checkModel } from '../inference/check-model.ts';
import type { Inbox } from './inbox.ts';
import { addModel, removeModel, type AddModelRequest } from './model-shelf.ts';
import { describeModel, describeModels, type ModelFolders } from './models.ts';
import type { Operations } from './operations.ts';

export interface ModelsDependencies {
  readonly folders: ModelFolders;
  readonly inbox: Inbox;
  /** Whether callers may name paths of this machine. */
  readonly acceptsPaths: boolean;
  readonly inferenceEntry: URL;
}

export function createModelsService(
  { models }: Operations,
  { folders, inbox, acceptsPaths, inferenceEntry }: ModelsDependencies,
): Router<Contract['models'], object> {
  return models.router({
    list: models.list.handler(() => describeModels(folders)),
    add: models.add.handler(async ({ input, signal }) => {
      const paths = input.files.filter((file) => file.kind === 'path').map(({ path }) => path);
      if (paths.length > 0 && !acceptsPaths) {
        throw new GlioscopeError('invalid-request', {}, { detail: 'this host takes no paths' });
      }
      const uploads = inbox.takeAll(input.files.filter(isUpload).map(({ uploadId }) => uploadId));
      try {
        const uploaded = uploads.flatMap(({ files }) => files.map(({ path }) => path));
        const model = await addModel(describeOffer([...paths, ...uploaded]), {
          folders,
          check: (offered) => checkModel(offered, { processEntry: inferenceEntry, signal }),
        });
        return describeModel({ ...model, origin: 'added' });
      } finally {
        for (const { directory } of uploads) await inbox.discard(directory);
      }
    }),
    remove: models.remove.handler(({ input }) => removeModel(input.modelKey, folders)),
  });
}

function isUpload(file: FileRef): file is Extract<FileRef, { kind: 'upload' }> {
  return file.kind === 'upload';
}

/** The manifest is the JSON among them; what else there is, the network or a folder. */
function describeOffer(paths: readonly string[]): AddModelRequest {
  const isManifest = (path: string): boolean => extname(path).toLowerCase() === '.json';
  const manifestPath = paths.find(isManifest) ?? null;
  const path = paths.find((candidate) => !isManifest(candidate));
  if (path !== undefined) return { path, manifestPath };
  throw new GlioscopeError('model-not-added', { model: '', reason: 'network-missing', problem: '' });
}
