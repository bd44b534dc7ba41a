import type { Plane } from '#shared/domain/display.ts';
import { measure, placeCounts, type MeasuredPlaces, type MeasurementKind } from '#shared/domain/measure/measurement.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { createWriter, type Painter } from './annotations.ts';
import { normalAxis } from './planes.ts';
import { viewTheme } from './theme.ts';
import { canvasToWorld, worldToCanvas, type CanvasPoint, type Viewport } from './viewport.ts';

/** A measurement as it lies over a slice; places that are still missing are left out. */
export interface MeasurementMark {
  readonly kind: MeasurementKind;
  readonly placesMm: MeasuredPlaces;
  readonly isSelected: boolean;
  /** It lies on a neighbouring slice: a hint that it is there, without ends or numbers. */
  readonly isFaint: boolean;
}

/** Purple of the Okabe-Ito set, lightened: none of the tissues' colours, nor the crosshair's. */
const colour = '#f0a6d2';
const selectedColour = '#ffffff';
const endRadius = 3.5;
const textSize = 14;

/** How many slices a mark lies from the one a view shows; 0 on it. */
export function slicesAway(viewport: Viewport, plane: Plane, placeMm: Vec3, spacingMm: Vec3): number {
  const axis = normalAxis[plane];
  const shownMm = canvasToWorld(viewport, { x: 0, y: 0 })[axis];
  return Math.round(Math.abs(placeMm[axis] - shownMm) / spacingMm[axis]);
}

export function paintMark(painter: Painter, viewport: Viewport, mark: MeasurementMark, textScale: number): void {
  const points = mark.placesMm.map((place) => worldToCanvas(viewport, place));
  painter.globalAlpha = mark.isFaint ? 0.35 : 1;
  const path = linesOf(mark.kind, points);
  const thickness = Math.max(1, textScale);
  if (!mark.isFaint) for (const { x, y } of points) addEnd(path, { x, y }, endRadius * thickness);
  painter.lineCap = 'round';
  painter.lineWidth = 4 * thickness;
  painter.strokeStyle = viewTheme.halo;
  painter.stroke(path);
  painter.lineWidth = 1.75 * thickness;
  painter.strokeStyle = mark.isSelected ? selectedColour : colour;
  painter.stroke(path);
  painter.globalAlpha = 1;
  if (!mark.isFaint) writeValues(painter, viewport, { mark, points, textScale });
}

function addEnd(path: Path2D, { x, y }: CanvasPoint, radius: number): void {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

function linesOf(kind: MeasurementKind, points: readonly CanvasPoint[]): Path2D {
  const path = new Path2D();
  points.forEach(({ x, y }, n) => {
    const isStart = n === 0 || (kind === 'bidimensional' && n === 2);
    if (isStart) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  return path;
}

interface WrittenMark {
  readonly mark: MeasurementMark;
  readonly points: readonly CanvasPoint[];
  readonly textScale: number;
}

/** Beside the place farthest right, or left of the one farthest left where the view ends. */
function writeValues(painter: Painter, { size }: Viewport, { mark, points, textScale }: WrittenMark): void {
  const lines = valueLines(mark);
  if (lines.length === 0) return;
  const [scaled, gap] = [textSize * textScale, 10 * textScale];
  const write = createWriter(painter, {
    size: scaled,
    weight: 600,
    colour: mark.isSelected ? selectedColour : colour,
  });
  const room = 0.6 * scaled * Math.max(...lines.map((line) => line.length)) + gap;
  const byX = points.toSorted((a, b) => a.x - b.x);
  const [left, right] = [byX[0], byX.at(-1)];
  if (left === undefined || right === undefined) return;
  const isRightFree = right.x + room < size.width;
  const at = isRightFree ? { x: right.x + gap, y: right.y } : { x: left.x - gap, y: left.y };
  lines.forEach((line, n) => {
    const y = at.y + (n - (lines.length - 1) / 2) * scaled * 1.25;
    write(line, { x: at.x, y }, isRightFree ? 'left' : 'right', 'middle');
  });
}

/** Numbers and units, the same in every language; nothing while places are missing. */
function valueLines({ kind, placesMm }: MeasurementMark): readonly string[] {
  const isWhole = placesMm.length === placeCounts[kind];
  if (!isWhole) return [];
  const { lengthsMm, degrees, productMm2 } = measure(kind, placesMm);
  if (degrees !== null) return [`${degrees.toFixed(1)}°`];
  const lengths = `${lengthsMm.map((length) => length.toFixed(1)).join(' × ')} mm`;
  return productMm2 === null ? [lengths] : [lengths, `${productMm2.toFixed(0)} mm²`];
}
