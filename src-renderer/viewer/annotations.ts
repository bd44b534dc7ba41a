import type { Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { normalAxis, sideLetter } from './planes.ts';
import { slicePositionMm, sliceCount, type ReadingFrame } from './reading-frame.ts';
import { edgeLetters } from './slice-raster.ts';
import { viewTheme } from './theme.ts';
import { worldToCanvas, type CanvasPoint, type CanvasSize, type Viewport } from './viewport.ts';

/* Lines and letters over a slice. Letters, numbers and "mm" only: the same in every language. */

/** What can be painted on: a canvas's own context, or an off-screen one. */
export type Painter = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A part of a view that is kept free of lines. */
export interface TextBox extends CanvasPoint, CanvasSize {}

export interface CrosshairLook {
  readonly crosshairMm: Vec3;
  readonly textScale: number;
  /** Where words stand, which a line would strike through. */
  readonly texts: readonly TextBox[];
}

/** Two lines through the crosshair, open around the place itself, ending short of the letters. */
export function paintCrosshair(
  painter: Painter,
  viewport: Viewport,
  { crosshairMm, textScale, texts }: CrosshairLook,
): void {
  const place = worldToCanvas(viewport, crosshairMm);
  const [x, y] = [Math.floor(place.x) + 0.5, Math.floor(place.y) + 0.5]; // a sharp line of one pixel
  const { width, height } = viewport.size;
  const [gap, end] = [viewTheme.crosshairGap * textScale, viewTheme.contentMargin * textScale];
  const path = new Path2D();
  const line = (from: CanvasPoint, to: CanvasPoint): void => {
    if (to.x < from.x || to.y < from.y) return;
    path.moveTo(from.x, from.y);
    path.lineTo(to.x, to.y);
  };
  line({ x: end, y }, { x: x - gap, y });
  line({ x: x + gap, y }, { x: width - end, y });
  line({ x, y: end }, { x, y: y - gap });
  line({ x, y: y + gap }, { x, y: height - end });
  const lineWidth = Math.max(1, Math.floor(textScale));
  painter.save();
  painter.beginPath();
  painter.rect(0, 0, width, height);
  for (const box of texts) painter.rect(box.x, box.y, box.width, box.height);
  painter.clip('evenodd');
  painter.lineCap = 'butt';
  painter.lineWidth = lineWidth + 2;
  painter.strokeStyle = viewTheme.crosshairHalo;
  painter.stroke(path);
  painter.lineWidth = lineWidth;
  painter.strokeStyle = viewTheme.crosshair;
  painter.stroke(path);
  painter.restore();
}

/** The patient's sides at the middle of the four edges; the upper one gives way to the caption. */
export function paintSideLetters(
  painter: Painter,
  viewport: Viewport,
  { textScale, caption }: { readonly textScale: number; readonly caption: TextBox },
): void {
  const { width, height } = viewport.size;
  const letters = edgeLetters(viewport.raster);
  const inset = viewTheme.inset * textScale;
  const size = viewTheme.sideLetterSize * textScale;
  const write = createWriter(painter, { size, weight: 700, colour: viewTheme.sideLetter });
  write(letters.left, { x: inset, y: height / 2 }, 'left', 'middle');
  write(letters.right, { x: width - inset, y: height / 2 }, 'right', 'middle');
  write(letters.top, topLetterPlace(width, { inset, size, caption }), 'center', 'top');
  write(letters.bottom, { x: width / 2, y: height - inset }, 'center', 'bottom');
}

/**
 * Where the upper letter stands, by the middle of its top: at the middle of the edge; where the caption reaches
 * that far, beside it; where there is no room beside it, below it.
 */
export function topLetterPlace(
  width: number,
  { inset, size, caption }: { readonly inset: number; readonly size: number; readonly caption: TextBox },
): CanvasPoint {
  const besideCaption = caption.x + caption.width + 0.75 * size;
  if (besideCaption <= width / 2) return { x: width / 2, y: inset };
  if (besideCaption <= 0.75 * width) return { x: besideCaption, y: inset };
  return { x: width / 2, y: caption.y + caption.height + 0.2 * size };
}

/** At the top left, line by line: what a view shows and, last, place and number of its slice. */
export function paintCaption(painter: Painter, lines: readonly string[], textScale: number): void {
  const inset = viewTheme.inset * textScale;
  const size = viewTheme.captionSize * textScale;
  lines.forEach((line, n) => {
    const isTitle = n < lines.length - 1;
    const write = createWriter(painter, {
      size,
      weight: isTitle ? 650 : 500,
      colour: isTitle ? viewTheme.sideLetter : viewTheme.caption,
    });
    write(line, { x: inset, y: inset + 1 + n * size * viewTheme.lineHeight }, 'left', 'top');
  });
}

/** What a caption covers, with a little room around it. */
export function captionBox(painter: Painter, lines: readonly string[], textScale: number): TextBox {
  const size = viewTheme.captionSize * textScale;
  painter.font = fontOf({ size, weight: 650 });
  const width = Math.max(0, ...lines.map((line) => painter.measureText(line).width));
  const room = 0.3 * size;
  const [x, y] = [viewTheme.inset * textScale - room, viewTheme.inset * textScale + 1 - room];
  return { x, y, width: width + 2 * room, height: lines.length * size * viewTheme.lineHeight + room };
}

/** A line at the bottom right. */
export function paintNote(painter: Painter, { width, height }: CanvasSize, note: string, textScale: number): void {
  const inset = viewTheme.inset * textScale;
  const write = createWriter(painter, {
    size: viewTheme.captionSize * textScale,
    weight: 500,
    colour: viewTheme.caption,
  });
  write(note, { x: width - inset, y: height - inset }, 'right', 'bottom');
}

/**
 * Where a slice lies and which it is, counted from 1: "S 23.0 mm · 78/155". The letter is the side
 * of the world's origin the slice lies on.
 */
export function sliceCaption(frame: ReadingFrame, plane: Plane, slice: number): string {
  const positionMm = slicePositionMm(frame, plane, slice);
  const direction: [number, number, number] = [0, 0, 0];
  direction[normalAxis[plane]] = positionMm;
  const rounded = Math.abs(positionMm).toFixed(1);
  const place = Number(rounded) === 0 ? rounded : `${sideLetter(direction)} ${rounded}`;
  return `${place} mm · ${slice + 1}/${sliceCount(frame, plane)}`;
}

const scaleBarLengthsMm = [200, 100, 50, 20, 10, 5, 2, 1, 0.5] as const;

/** Longest length of 1, 2 or 5 times a power of ten, 0.5 to 200 mm, that fits; null when none does. */
export function scaleBarLengthMm(pixelsPerMm: number, mostPixels: number): number | null {
  return scaleBarLengthsMm.find((lengthMm) => lengthMm * pixelsPerMm <= mostPixels) ?? null;
}

/** A ruler at the bottom left, where there is room for one: a tick every 10 mm, or every 1 mm when it is shorter. */
export function paintScaleBar(
  painter: Painter,
  { pixelsPerMm, size: { width, height } }: Pick<Viewport, 'pixelsPerMm' | 'size'>,
  textScale: number,
): void {
  const lengthMm = scaleBarLengthMm(pixelsPerMm, Math.min(width * 0.32, 180 * textScale));
  if (lengthMm === null || height < 90) return;
  const inset = viewTheme.inset * textScale;
  const tick = 3 * textScale;
  const tickMm = lengthMm > 10 ? 10 : 1;
  const length = lengthMm * pixelsPerMm;
  const base = Math.round(height - inset) - 0.5;
  const path = new Path2D();
  path.moveTo(inset, base);
  path.lineTo(inset + length, base);
  for (let mm = tickMm; mm < lengthMm && tickMm * pixelsPerMm >= 2 * tick; mm += tickMm) {
    path.moveTo(inset + mm * pixelsPerMm, base);
    path.lineTo(inset + mm * pixelsPerMm, base - tick);
  }
  for (const x of [inset, inset + length]) {
    path.moveTo(x, base);
    path.lineTo(x, base - 2 * tick);
  }
  painter.lineCap = 'round';
  painter.lineWidth = 3 * textScale;
  painter.strokeStyle = viewTheme.halo;
  painter.stroke(path);
  painter.lineWidth = textScale;
  painter.strokeStyle = viewTheme.caption;
  painter.stroke(path);
  const write = createWriter(painter, {
    size: viewTheme.captionSize * textScale,
    weight: 500,
    colour: viewTheme.caption,
  });
  write(`${lengthMm} mm`, { x: inset, y: base - 3 * tick }, 'left', 'bottom');
}

interface TextStyle {
  readonly size: number;
  readonly weight: number;
  readonly colour: string;
}

type Write = (text: string, at: CanvasPoint, align: CanvasTextAlign, baseline: CanvasTextBaseline) => void;

function fontOf({ size, weight }: Pick<TextStyle, 'size' | 'weight'>): string {
  return `${weight} ${size}px ${viewTheme.fontFamily}`;
}

/** Writes text with a dark edge, so that it stays legible over bright tissue. */
export function createWriter(painter: Painter, { size, weight, colour }: TextStyle): Write {
  return (text, { x, y }, align, baseline) => {
    painter.font = fontOf({ size, weight });
    painter.textAlign = align;
    painter.textBaseline = baseline;
    painter.lineJoin = 'round';
    painter.lineWidth = size / 5;
    painter.strokeStyle = viewTheme.halo;
    painter.strokeText(text, x, y);
    painter.fillStyle = colour;
    painter.fillText(text, x, y);
  };
}
