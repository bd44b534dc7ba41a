import { expect, test } from 'vitest';
import { createBlobReader } from './blob-reader.ts';

test('what is being read arrives although everything held is forgotten meanwhile', async () => {
  const reached = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const store = { read: () => Promise.resolve(Uint8Array.of(1, 2, 3)) };
  const unused = (): never => {
    throw new Error('not asked for');
  };
  const whole = {
    ...{ addFile: unused, addBytes: unused, pathOf: unused },
    remove: unused,
    sweep: unused,
    bytes: unused,
  };
  const reader = createBlobReader({
    async findBlob() {
      reached.resolve(undefined);
      await gate.promise;
      return { kind: 'label-map', sha256: 'a' };
    },
    labelMaps: { ...whole, ...store },
    files: { ...whole, ...store },
  });
  const reading = reader.read('labels-1');
  await reached.promise;
  reader.clear();
  gate.resolve(undefined);
  expect([...(await reading)]).toEqual([1, 2, 3]);
});
