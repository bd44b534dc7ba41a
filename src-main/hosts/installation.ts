import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** Where the parts of this installation lie. */
export interface Installation {
  readonly appVersion: string;
  readonly rendererDirectory: string;
  readonly modelsDirectory: string;
  readonly localesDirectory: string;
  /** The inference process: the source beside a source, the bundle beside a bundle. */
  readonly inferenceEntry: URL;
  /** The registration process, likewise. */
  readonly registrationEntry: URL;
  /** The thread that makes the sample study, likewise. */
  readonly sampleEntry: URL;
}

const packageSchema = z.object({ name: z.string(), version: z.string() });

/** Finds the installation this very file is part of. */
export function findInstallation(): Installation {
  const { root, version } = findPackage(import.meta.dirname);
  const isSource = import.meta.filename.endsWith('.ts');
  const entryOf = (room: string, name = `${room}-process`): URL => {
    const path = isSource ? join('src-main', room, `${name}.ts`) : join('dist', 'main', `${name}.js`);
    return pathToFileURL(join(root, path));
  };
  return {
    appVersion: version,
    rendererDirectory: join(root, 'dist', 'renderer'),
    modelsDirectory: join(root, 'models'),
    localesDirectory: join(root, 'resources', 'locales'),
    inferenceEntry: entryOf('inference'),
    registrationEntry: entryOf('registration'),
    sampleEntry: entryOf('sample', 'sample-worker'),
  };
}

function findPackage(start: string): { root: string; version: string } {
  for (let directory = start; ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file)) {
      const { name, version } = packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      if (name === 'glioscope') return { root: directory, version };
    }
    if (directory === dirname(directory)) throw new Error(`no glioscope package above ${start}`);
  }
}
