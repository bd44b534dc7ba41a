import type { Router } from '@orpc/server';
import type { AppInfo, Contract, Preferences } from '#shared/contract/index.ts';
import { preferencesSchema } from '#shared/contract/preference-schemas.ts';
import type { Library } from '../library/library.ts';
import type { EngineRoster } from './engine-roster.ts';
import type { Operations } from './operations.ts';
import { measureStorage, type MeasuredStorage } from './storage-use.ts';

const defaultPreferences: Preferences = { language: 'system', engine: 'automatic' };

export function createAppService(
  { app }: Operations,
  { roster, ...stored }: MeasuredStorage & { readonly roster: EngineRoster },
  info: AppInfo,
): Router<Contract['app'], object> {
  const { library } = stored;
  return app.router({
    info: app.info.handler(() => info),
    getPreferences: app.getPreferences.handler(() => readPreferences(library)),
    setPreferences: app.setPreferences.handler(async ({ input }) => {
      await library.setPreferences(input);
      await roster.publish();
      return readPreferences(library);
    }),
    storageUse: app.storageUse.handler(() => measureStorage(stored)),
  });
}

/** Stored preferences over the defaults; what another release wrote and this one does not know counts as not stored. */
export async function readPreferences(library: Library): Promise<Preferences> {
  const stored = preferencesSchema.safeParse({ ...defaultPreferences, ...(await library.getPreferences()) });
  return stored.success ? stored.data : defaultPreferences;
}
