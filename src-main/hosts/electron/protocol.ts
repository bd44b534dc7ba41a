import { protocol } from 'electron';
import { respond, scheme } from './page-files.ts';

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer in `directory`. After the app is ready. */
export function servePage(directory: string): void {
  protocol.handle(scheme, (request) => respond(directory, request));
}
