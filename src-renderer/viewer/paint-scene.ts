import type { Plane } from '#shared/domain/display.ts';
import {
  paintCaption,
  paintCrosshair,
  paintScaleBar,
  paintSideLetters,
  sliceCaption,
  type Painter,
} from './annotations.ts';
import type { WorldBox } from './content-box.ts';
import type { LayerCanvas } from './layer-canvas.ts';
import type { PictureLine, PictureScene, PixelLayer, SlicePicture } from './slice-picture.ts';
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
  readonly layers: Readonly<Record<'image' | 'labels', LayerCanvas>>;
}

export function paintScene(painter: Painter, painting: SlicePainting): void {
  const { scene, plane, picture, viewport, textScale } = painting;
  painter.fillStyle = viewTheme.background;
  painter.fillRect(0, 0, viewport.size.width, viewport.size.height);
  paintLayers(painter, painting);
  if (scene.isLabelsVisible) for (const line of picture.lines) paintLine(painter, painting, line);
  if (scene.isCrosshairVisible) paintCrosshair(painter, viewport, { crosshairMm: scene.crosshairMm, textScale });
  paintScaleBar(painter, viewport, textScale);
  paintCaption(painter, sliceCaption(scene.frame, plane, picture.slice), textScale);
  paintSideLetters(painter, viewport, textScale);
}

function paintLayers(painter: Painter, { scene, picture, viewport, layers }: SlicePainting): void {
  const { left, top, width, height, raster } = viewport;
  const lay = (canvas: LayerCanvas, layer: PixelLayer): void =>
    painter.drawImage(canvas.imageOf(layer, raster), left, top, width, height);
  if (picture.image !== null) {
    painter.imageSmoothingEnabled = scene.isInterpolated;
    painter.imageSmoothingQuality = 'high';
    lay(layers.image, picture.image);
  }
  if (picture.labels !== null && scene.isLabelsVisible) {
    // label edges stay where the voxels' are: a blend of two labels' colours could read as a third
    painter.imageSmoothingEnabled = false;
    painter.globalAlpha = Math.min(Math.max(scene.labelOpacity, 0), 1);
    lay(layers.labels, picture.labels);
    painter.globalAlpha = 1;
  }
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
