import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { handPromises } from './reading/hand-promises.ts';
import { imagePromises } from './reading/image-promises.ts';
import { labelPromises } from './reading/label-promises.ts';
import { noReader, openReader, type Reader } from './reading/reader.ts';

/*
 * What the reading screen promises to show, pixel by pixel, on a study whose grids are oblique,
 * anisotropic and without symmetry: the whole app in one Chromium page.
 */
describe.skipIf(noReader !== null)('the reading screen in Chromium', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader();
  }, 120_000);
  afterAll(() => reader.close());
  beforeEach(() => reader.reset());
  afterEach(() => expect(reader.errors).toEqual([]));

  describe('image', () => imagePromises(() => reader));
  describe('label maps', () => labelPromises(() => reader));
  describe('pointer', () => handPromises(() => reader));
});
