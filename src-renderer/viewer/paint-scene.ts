import type { Plane } from '#shared/domain/display.ts';
import {
  captionBox,
  paintCaption,
  paintCrosshair,
  paintNote,
  paintScaleBar,
  paintSideLetters,
  sliceCaption,
  type Painter,
} from './annotations.ts';
import { paintColourBar } from './colour-bar.ts';
import type { WorldBox } from './content-box.ts';
import type { LayerCanvas } from './layer-canvas.ts';
import type { PixelBounds } from './pixel-bounds.ts';
import type { PictureLine, PictureScene, SlicePicture } from './slice-picture.ts';
import { viewTheme } from './theme.ts';
import type { Viewport } from './viewport.ts';

/** Everything a view shows. Scenes are values: a change is a new scene; frames, volumes and labels are compared by identity. */
export interface SliceScene extends PictureScene {
  readonly isLabelsVisible: boolean;
  /** Of the fill: 0 (the image alone) .. 1 (labels hide it). Lines are always seen. */
  readonly labelOpacity: number;
  readonly isCrosshairVisible: boolean;
  /** What to fill the views with, such as the brain's box; without it, the whole frame. One per study: it must not change with the modality. */
  readonly contentBox?: WorldBox | null | undefined;
}

/** A scene with everything worked out; lengths in CSS pixels. */
export interface SlicePainting {
  readonly scene: SliceScene;
  readonly plane: Plane;
  readonly picture: SlicePicture;
  readonly viewport: Viewport;
  /** Size of letters and lines: 1 on a page whose text is 16 pixels. */
  readonly textScale: number;
  readonly layers: Readonly<Record<'image' | 'heat' | 'labels', LayerCanvas>>;
  /** In pictures, which lie about without the page around them: what is shown, and how. */
  readonly words?: ViewWords | undefined;
}

export interface ViewWords {
  /** Top left, above the slice, line by line. */
  readonly titles: readonly string[];
  /** Bottom right. */
  readonly note: string;
}

/** Everything but the crosshair. */
export function paintBackdrop(painter: Painter, painting: SlicePainting): void {
  const { scene, picture, viewport, textScale, words } = painting;
  painter.fillStyle = viewTheme.background;
  painter.fillRect(0, 0, viewport.size.width, viewport.size.height);
  paintLayers(painter, painting);
  if (picture.brainLine !== null) paintLine(painter, painting, picture.brainLine);
  if (scene.isLabelsVisible) for (const line of picture.lines) paintLine(painter, painting, line);
  paintScaleBar(painter, viewport, textScale);
  paintCaption(painter, captionOf(painting), textScale);
  if (scene.volume !== null) {
    paintColourBar(painter, viewport.size, { scale: scene, textScale, linesBelow: words === undefined ? 0 : 1 });
  }
  if (words !== undefined) paintNote(painter, viewport.size, words.note, textScale);
  const caption = captionBox(painter, captionOf(painting), textScale);
  paintSideLetters(painter, viewport, { textScale, caption });
}

/** The crosshair, where it is wanted, over the backdrop. */
export function paintSceneCrosshair(painter: Painter, painting: SlicePainting): void {
  const { scene, viewport, textScale } = painting;
  if (!scene.isCrosshairVisible) return;
  const texts = [captionBox(painter, captionOf(painting), textScale)];
  paintCrosshair(painter, viewport, { crosshairMm: scene.crosshairMm, textScale, texts });
}

function captionOf({ scene, plane, picture, words }: SlicePainting): readonly string[] {
  return [...(words?.titles ?? []), sliceCaption(scene.frame, plane, picture.slice)];
}

/** All that decides the backdrop's pixels, to be compared one by one. */
export function backdropKey({ scene, picture, viewport, textScale }: SlicePainting): readonly unknown[] {
  const { raster, size, left, top, width, height } = viewport;
  return [
    picture.image?.pixels,
    picture.image?.revision,
    picture.heat?.pixels,
    picture.heat?.revision,
    picture.labels?.pixels,
    picture.labels?.revision,
    picture.lines,
    picture.brainLine,
    raster,
    size.width,
    size.height,
    left,
    top,
    width,
    height,
    textScale,
    scene.isLabelsVisible,
    scene.labelOpacity,
    scene.isInterpolated,
  ];
}

function paintLayers(painter: Painter, painting: SlicePainting): void {
  const { scene, picture } = painting;
  painter.imageSmoothingQuality = 'low'; // linear; bicubic costs ten times as much without a GPU
  painter.imageSmoothingEnabled = scene.isInterpolated;
  paintLayer(painter, painting, 'image');
  paintLayer(painter, painting, 'heat');
  if (picture.labels === null || !scene.isLabelsVisible) return;
  // label edges stay where the voxels' are: a blend of two labels' colours could read as a third
  painter.imageSmoothingEnabled = false;
  painter.globalAlpha = Math.min(Math.max(scene.labelOpacity, 0), 1);
  paintLayer(painter, painting, 'labels');
  painter.globalAlpha = 1;
}

/** Only where there is something to see of it: without a GPU, black around a brain costs as much to scale as the brain. */
function paintLayer(painter: Painter, painting: SlicePainting, name: keyof SlicePainting['layers']): void {
  const { picture, viewport, layers } = painting;
  const layer = picture[name];
  if (layer === null || layer.bounds === null) return;
  const { left, top, width, height, raster } = viewport;
  painter.save();
  clipToPixels(painter, viewport, layer.bounds);
  painter.drawImage(layers[name].imageOf(layer, raster), left, top, width, height);
  painter.restore();
}

/**
 * Keeps what follows within a block of the slice's pixels and one more all round, which smoothing mixes in; out
 * to whole pixels of the canvas, so that the clip itself draws no edge.
 */
function clipToPixels(painter: Painter, { left, top, width, height, raster }: Viewport, bounds: PixelBounds): void {
  const [perColumn, perRow] = [width / raster.width, height / raster.height];
  const transform = painter.getTransform();
  const from = transform.transformPoint({
    x: left + (bounds.left - 1) * perColumn,
    y: top + (bounds.top - 1) * perRow,
  });
  const to = transform.transformPoint({
    x: left + (bounds.right + 1) * perColumn,
    y: top + (bounds.bottom + 1) * perRow,
  });
  const [x, y] = [Math.floor(from.x), Math.floor(from.y)];
  painter.resetTransform();
  painter.beginPath();
  painter.rect(x, y, Math.ceil(to.x) - x, Math.ceil(to.y) - y);
  painter.clip();
  painter.setTransform(transform);
}

/** A line on the edges of voxels, as sharp as the screen allows, on a dark edge that keeps it legible over bright tissue. */
function paintLine(painter: Painter, { viewport, textScale }: SlicePainting, { runs, colour }: PictureLine): void {
  if (runs.length === 0) return;
  const { left, top, width, height, raster } = viewport;
  const [perColumn, perRow] = [width / raster.width, height / raster.height];
  const path = new Path2D();
  for (let run = 0; run < runs.length; run += 4) {
    path.moveTo(left + (runs[run] ?? 0) * perColumn, top + (runs[run + 1] ?? 0) * perRow);
    path.lineTo(left + (runs[run + 2] ?? 0) * perColumn, top + (runs[run + 3] ?? 0) * perRow);
  }
  painter.lineCap = 'square';
  painter.lineWidth = viewTheme.outlineHaloWidth * textScale;
  painter.strokeStyle = viewTheme.outlineHalo;
  painter.stroke(path);
  painter.lineWidth = viewTheme.outlineWidth * textScale;
  painter.strokeStyle = `rgb(${colour.join()})`;
  painter.stroke(path);
}
