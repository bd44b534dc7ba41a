import { describe, expect, test } from 'vitest';
import { measureRegionDice } from './region-dice.ts';

describe('measureRegionDice', () => {
  test('is twice the overlap over the sum, region by region', () => {
    const a = Uint8Array.of(0, 1, 2, 3, 3, 0, 2, 0);
    const b = Uint8Array.of(0, 3, 2, 3, 2, 1, 0, 0);
    // wt: a 5, b 5, both 4; tc: a 3 (1,3,3), b 3 (3,3,1), both 2; et: a 2, b 2, both 1
    expect(measureRegionDice(a, b)).toEqual({ wt: 0.8, tc: 2 / 3, et: 0.5 });
    expect(measureRegionDice(b, a)).toEqual(measureRegionDice(a, b));
  });

  test('is 1 for the same map and where both are empty, 0 where one is', () => {
    const oedema = Uint8Array.of(2, 0, 2);
    expect(measureRegionDice(oedema, oedema)).toEqual({ wt: 1, tc: 1, et: 1 });
    expect(measureRegionDice(oedema, new Uint8Array(3))).toEqual({ wt: 0, tc: 1, et: 1 });
  });

  test('refuses maps of different sizes', () => {
    expect(() => measureRegionDice(new Uint8Array(2), new Uint8Array(3))).toThrow(/2 and 3/);
  });
});
