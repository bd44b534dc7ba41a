import { describe, expect, test } from 'vitest';
import { createVolumeCache } from './volume-cache.ts';

function cacheOf(capacityBytes: number): { cache: ReturnType<typeof createVolumeCache>; reads: string[] } {
  const reads: string[] = [];
  const cache = createVolumeCache((blobId) => {
    reads.push(blobId);
    return Promise.resolve(new Int16Array([1, 2, 3, 4]).buffer); // 8 bytes
  }, capacityBytes);
  return { cache, reads };
}

describe('volume cache', () => {
  test('views the bytes in the stored type and reads each blob once', async () => {
    const { cache, reads } = cacheOf(100);
    const [first, second] = await Promise.all([cache.load('a', 'int16'), cache.load('a', 'int16')]);
    expect(first).toEqual(new Int16Array([1, 2, 3, 4]));
    expect(second).toBe(first);
    expect(await cache.load('a', 'int16')).toBe(first);
    expect(reads).toEqual(['a']);
  });

  test('lets the least recently used go when full', async () => {
    const { cache } = cacheOf(16);
    await cache.load('a', 'int16');
    await cache.load('b', 'int16');
    cache.peek('a');
    await cache.load('c', 'int16');
    expect(cache.heldBlobs()).toEqual(['a', 'c']);
    expect(cache.heldBytes()).toBe(16);
    expect(cache.hasRoomFor(1)).toBe(false);
  });

  test('keeps the newest even when it alone is too large', async () => {
    const { cache } = cacheOf(4);
    await cache.load('a', 'int16');
    await cache.load('b', 'int16');
    expect(cache.heldBlobs()).toEqual(['b']);
  });

  test('keeps nothing that arrives after it was cleared', async () => {
    const { cache } = cacheOf(100);
    const late = cache.load('a', 'int16');
    cache.clear();
    await late;
    expect(cache.heldBlobs()).toEqual([]);
  });

  test('a blob that failed can be asked for again', async () => {
    let attempts = 0;
    const cache = createVolumeCache(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('no')) : Promise.resolve(new ArrayBuffer(2));
    });
    await expect(cache.load('a', 'uint8')).rejects.toThrow('no');
    await expect(cache.load('a', 'uint8')).resolves.toHaveLength(2);
  });
});
