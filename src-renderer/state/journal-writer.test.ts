import { expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { createJournalWriter } from './journal-writer.ts';
import { createVolumeCache } from './volume-cache.ts';
import { createWorkspaceStore } from './workspace-store.ts';

test('lines that have waited are sent in lots, in their order, so that none is too large to arrive', async () => {
  const { connection } = createFakeBackend();
  const { store } = createWorkspaceStore(connection);
  const sent: (readonly number[])[] = [];
  const kept = {
    ...{ correctionId: 'c', base: { kind: 'empty' } as const, startedAt: '', lastEditedAt: '' },
    ...{ lineCount: 5, editCount: 5 },
  };
  vi.spyOn(connection.client.corrections, 'append')
    .mockRejectedValueOnce(new GlioscopeError('connection-lost'))
    .mockImplementation(({ knownLines, lines }) => {
      expect(knownLines).toBe(sent.flat().length);
      sent.push(lines.map(({ delta }) => delta[0] ?? -1));
      return Promise.resolve(kept);
    });
  const onFailed = vi.fn();
  const writer = createJournalWriter(
    { store, connection, volumes: createVolumeCache((blobId) => connection.readBlob(blobId)) },
    { studyId: 'study-1', correctionId: 'c', base: { kind: 'empty' }, baseLabelMapId: null, knownLines: 0 },
    { onKept: () => undefined, onWriting: () => undefined, onFailed },
  );
  const lengths = [40_000, 40_000, 40_000, 250_000, 3];
  for (const [line, length] of lengths.entries())
    writer.write({ kind: 'edit', delta: new Uint32Array(length).fill(line) });
  await expect.poll(() => onFailed.mock.calls.length).toBe(1);
  expect(await writer.settled()).toBe(true);
  expect(sent).toEqual([[0, 1], [2], [3], [4]]);
  expect(writer.knownLines).toBe(5);
});
