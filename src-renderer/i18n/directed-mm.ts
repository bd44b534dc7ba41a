import type { Vec3 } from '#shared/domain/vector.ts';
import type { Formats } from './formats.ts';

/** World coordinates (RAS+ mm) with the side of the origin they lie on: R 12.0, P 4.5, S 33.0. */
export function directedMm(
  [right, anterior, superior]: Vec3,
  formats: Formats,
  decimals: number,
): { readonly x: string; readonly y: string; readonly z: string } {
  const side = (value: number, [positive, negative]: readonly [string, string]): string =>
    `${value < 0 ? negative : positive} ${formats.decimals(Math.abs(value), decimals)}`;
  return { x: side(right, ['R', 'L']), y: side(anterior, ['A', 'P']), z: side(superior, ['S', 'I']) };
}
