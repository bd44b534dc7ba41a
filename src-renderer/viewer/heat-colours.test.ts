import { expect, test } from 'vitest';
import { heatTable } from './heat-colours.ts';

test('sure is transparent; what is less sure is never less opaque, nor the even choice weaker than the strongest', () => {
  const alphas = [...heatTable()].map((word) => word >>> 24);
  expect(alphas).toHaveLength(256);
  expect(alphas.slice(0, 20).every((alpha) => alpha === 0)).toBe(true);
  for (let value = 1; value < 256; value += 1) expect(alphas[value]).toBeGreaterThanOrEqual(alphas[value - 1] ?? 0);
  expect(alphas[128]).toBe(alphas[255]);
  expect(alphas[255]).toBeLessThan(255);
});
