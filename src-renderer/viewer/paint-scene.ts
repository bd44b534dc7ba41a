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
import type { Plane } from './planes.ts';
import type { PictureScene, PixelLayer, SlicePicture } from './slice-picture.ts';
import { viewTheme } from './theme.ts';
import type { Viewport } from './viewport.ts';

/** Everything a view shows. Scenes are values: a change is a new scene; frames, volumes and labels are compared by identity. */
export interface SliceScene extends PictureScene {
  readonly isLabelsVisible: boolean;
  /** 0 (the image alone) .. 1 (labels hide it). */
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
  readonly layers: Readonly<Record<'image' | 'labels', LayerCanvas>>;
}

export function paintScene(painter: Painter, painting: SlicePainting): void {
  const { scene, plane, picture, viewport } = painting;
  painter.fillStyle = viewTheme.background;
  painter.fillRect(0, 0, viewport.size.width, viewport.size.height);
  paintLayers(painter, painting);
  if (scene.isCrosshairVisible) paintCrosshair(painter, viewport, scene.crosshairMm);
  paintScaleBar(painter, viewport);
  paintCaption(painter, sliceCaption(scene.frame, plane, picture.slice));
  paintSideLetters(painter, viewport);
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
