import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type LogFields = Readonly<Record<string, unknown>>;

/** Words for whoever looks after the installation, in English. Never a patient's name. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One JSON object per line. */
export function createLogger(write: (line: string) => void): Logger {
  const log = (level: string, message: string, fields: LogFields = {}): void => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  };
  return {
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
  };
}

const largestLogBytes = 4 * 1024 ** 2;

/** Logs to `glioscope.log` in the data directory; a grown one is set aside as `glioscope.old.log` at start. */
export function createFileLogger(dataDirectory: string): Logger {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, 'glioscope.log');
  if (existsSync(path) && statSync(path).size > largestLogBytes) {
    renameSync(path, join(dataDirectory, 'glioscope.old.log'));
  }
  return createLogger((line) => {
    try {
      // at once, so that the last words before an exit or a crash are there too
      appendFileSync(path, line);
    } catch {
      // a log that cannot be written must not take the program down
    }
  });
}
