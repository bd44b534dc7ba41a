import { describe, expect, test } from 'vitest';
import { createFormats } from './formats.ts';

const formats = createFormats('en');

describe('formats', () => {
  test.each([
    [0, '0.0'],
    [0.123, '0.12'],
    [24.75, '24.8'],
    [1234.5, '1,234.5'],
  ])('%d mL', (volume, expected) => {
    expect(formats.ml(volume)).toBe(expected);
  });

  test.each([
    [419, '419'],
    [1234.56, '1,235'],
    [0.012345, '0.01235'],
    [-7, '-7'],
  ])('intensity %d', (value, expected) => {
    expect(formats.intensity(value)).toBe(expected);
  });

  test.each([
    [400, '0\u00a0sec'],
    [59_400, '59\u00a0sec'],
    [60_000, '1\u00a0min'],
    [80_000, '1\u00a0min 20\u00a0sec'],
  ])('%d ms', (milliseconds, expected) => {
    expect(formats.duration(milliseconds)).toBe(expected);
  });

  test('no minus before a zero', () => {
    expect(formats.decimals(-0.04, 1)).toBe('0.0');
  });

  test('sizes in decimal units, never parted from their figure by the end of a line', () => {
    expect([0, 39, 15_800, 17_900_000, 2.5e9].map(formats.bytes)).toEqual([
      '0\u00a0bytes',
      '39\u00a0bytes',
      '15.8\u00a0kB',
      '17.9\u00a0MB',
      '2.5\u00a0GB',
    ]);
  });
});
