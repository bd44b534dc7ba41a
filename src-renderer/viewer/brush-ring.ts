import type { Vec3 } from '#shared/domain/vector.ts';
import type { Painter } from './annotations.ts';
import { viewTheme } from './theme.ts';
import { worldToCanvas, type Viewport } from './viewport.ts';

/** What a brush would cover at a place, to scale. */
export interface BrushRing {
  readonly centreMm: Vec3;
  readonly radiusMm: number;
  /** Red, green, blue of what it paints; null for an eraser, which has a dashed ring. */
  readonly colour: readonly [number, number, number] | null;
}

/** Below this a ring could not be seen. */
const leastRadiusPixels = 2;

export function paintBrushRing(painter: Painter, viewport: Viewport, { centreMm, radiusMm, colour }: BrushRing): void {
  const { x, y } = worldToCanvas(viewport, centreMm);
  const path = new Path2D();
  path.arc(x, y, Math.max(radiusMm * viewport.pixelsPerMm, leastRadiusPixels), 0, 2 * Math.PI);
  painter.lineWidth = 3;
  painter.strokeStyle = viewTheme.halo;
  painter.stroke(path);
  painter.lineWidth = 1.5;
  painter.strokeStyle = colour === null ? '#ffffff' : `rgb(${colour.join()})`;
  if (colour === null) painter.setLineDash([4, 3]);
  painter.stroke(path);
  painter.setLineDash([]);
}
