import { copyFile, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { forkChild } from './fork-child.ts';
import { tellChild } from './tell-child.ts';

/** Answers late enough for a thread that cannot start to have said so. */
const entry = `
import { liveAsChild } from './live-as-child.ts';
liveAsChild();
process.once('message', (message) => {
  setTimeout(() => process.send(message, () => process.disconnect()), 500);
});
`;

test.each([
  ['with the thread that watches its parent', true, ''],
  ['without the file of that thread', false, expect.stringMatching(/^nothing watches the parent .*parent-watch/u)],
])('a computing process %s does its work, and says what it lacks', async (_name, isWatched, standardError: unknown) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'glioscope-child-'));
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder.path, 'entry.ts'), entry);
  for (const name of isWatched ? ['live-as-child.ts', 'parent-watch.ts'] : ['live-as-child.ts']) {
    await copyFile(new URL(name, import.meta.url), join(folder.path, name));
  }
  const child = forkChild(pathToFileURL(join(folder.path, 'entry.ts')));
  const ending = await tellChild(child, 'a command', AbortSignal.timeout(20_000));
  expect(ending).toEqual({ kind: 'ended', lastMessage: 'a command', reason: 'exit 0', standardError });
});
