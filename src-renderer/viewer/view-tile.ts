import type { Painter } from './annotations.ts';
import type { ViewWords } from './paint-scene.ts';
import type { CanvasSize } from './viewport.ts';

/** A view's place in a picture that is painted of it. Lengths in the view's own CSS pixels: mm are as long as on the page. */
export interface ViewTile {
  /** At least the view's own size; what is more lies round about what the view shows. */
  readonly size: CanvasSize;
  readonly textScale: number;
  readonly words: ViewWords;
}

/** What can be painted a second time, apart from its canvas and as finely as is wanted. */
export interface TileSource {
  /** What it takes on the page; null while it shows nothing. */
  extent(): { readonly size: CanvasSize; readonly textScale: number } | null;
  /** Paints what is shown at the origin of the painter; not what the tool in hand shows of itself. */
  paintTile(painter: Painter, tile: ViewTile): void;
}
