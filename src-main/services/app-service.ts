import type { Router } from '@orpc/server';
import type { AppInfo, Contract, Preferences } from '#shared/contract/index.ts';
import { preferencesSchema } from '#shared/contract/schemas.ts';
import type { Library } from '../library/library.ts';
import type { Operations } from './operations.ts';

const defaultPreferences: Preferences = { language: 'system' };

export function createAppService(
  { app }: Operations,
  library: Library,
  info: AppInfo,
): Router<Contract['app'], object> {
  return app.router({
    info: app.info.handler(() => info),
    getPreferences: app.getPreferences.handler(async () => {
      const stored = preferencesSchema.safeParse({ ...defaultPreferences, ...(await library.getPreferences()) });
      return stored.success ? stored.data : defaultPreferences;
    }),
    setPreferences: app.setPreferences.handler(async ({ input }) => {
      await library.setPreferences(input);
      return input;
    }),
  });
}
