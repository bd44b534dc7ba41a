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

/** What a view shows at one moment. It stays as it is while the reader goes on. */
export interface StillView {
  /** What it takes on the page. */
  readonly size: CanvasSize;
  readonly textScale: number;
  /** Paints it at the origin of the painter, as often as is wanted; not what the tool in hand shows of itself. */
  paintTile(painter: Painter, tile: ViewTile): void;
}

/** What can be painted a second time, apart from its canvas and as finely as is wanted. */
export interface TileSource {
  /** Null while it shows nothing. */
  still(): StillView | null;
}
