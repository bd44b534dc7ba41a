import type { Vec3 } from '#shared/domain/vector.ts';
import type { Painter } from './annotations.ts';
import type { Viewport } from './viewport.ts';

/**
 * What the left button does while the tool is in hand, instead of moving the crosshair. Places lie on
 * the slice shown, and beside the frame where the pointer is beside the picture.
 */
export interface ViewTool {
  press(worldMm: Vec3): void;
  /** Every place since the last call, in order. */
  drag(placesMm: readonly Vec3[], isShiftHeld: boolean): void;
  /** @param isCompleted false when the press came to nothing: the pointer was taken away, or the tool put down. */
  release(isCompleted: boolean): void;
  /** Over everything else, at every repaint; `hoverMm` is null when the pointer is not over this view. */
  paint?(painter: Painter, viewport: Viewport, hoverMm: Vec3 | null): void;
}

/** What lies over the picture whatever tool is in hand. */
export interface ViewOverlay {
  /** Below what the tool paints, at every repaint. */
  paint(painter: Painter, viewport: Viewport, textScale: number): void;
  /** Paints what lies there now, also when it no longer does. */
  still(): ViewOverlay['paint'];
  /** What a press at a place takes hold of: it gets the press, and all until the release, instead of the tool. */
  grab(worldMm: Vec3, viewport: Viewport): ViewTool | null;
}
