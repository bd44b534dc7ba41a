import type { Vec3 } from '#shared/domain/vector.ts';
import type { Mesh } from './surface-nets.ts';

/** Red, green, blue, 0..255; a see-through surface shows its rim and what is in it. */
export interface Surface {
  readonly mesh: Mesh;
  readonly colour: readonly [number, number, number];
  readonly isSeeThrough: boolean;
}

export interface SurfaceScene {
  readonly surfaces: readonly Surface[];
  /** What the picture turns about and how much it shows at zoom 1. */
  readonly centreMm: Vec3;
  readonly radiusMm: number;
  readonly crosshairMm: Vec3;
  readonly isCrosshairVisible: boolean;
}
