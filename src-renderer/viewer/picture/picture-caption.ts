import type { Painter } from '../annotations.ts';
import { heatTable } from '../heat-colours.ts';
import type { Colour } from '../label-look.ts';
import { viewTheme } from '../theme.ts';
import { flow, type FlowPlace } from './flow.ts';

/** What a colour in the picture means. */
export interface LegendEntry {
  /** As it is drawn: an area, a line, an area within a line; `heat`: the colours of an uncertainty map. */
  readonly mark: 'area' | 'line' | 'both' | 'heat';
  /** Not of `heat`. */
  readonly colour: Colour;
  readonly text: string;
}

/** What stands below a picture, in the reader's language. */
export interface PictureCaption {
  readonly legend: readonly LegendEntry[];
  /** Where the mask comes from, the date, and the like. */
  readonly facts: readonly string[];
  /** That it is for research use only: every picture says so. */
  readonly notice: string;
}

/** The caption broken into rows for a width. */
export interface CaptionLayout {
  /** In the same unit as the width. */
  readonly height: number;
  paint(painter: Painter): void;
}

const colours = { ground: '#0b0d0f', line: '#2c3138', text: '#bfc5cc', notice: '#e8c170' } as const;

interface Word {
  readonly text: string;
  readonly entry: LegendEntry | null;
}

interface Paragraph {
  readonly words: readonly Word[];
  readonly gap: number;
  readonly weight: number;
  readonly colour: string;
}

/** A paragraph's words in rows from the left edge and from 0 downwards. */
interface SetParagraph extends Paragraph {
  readonly places: readonly FlowPlace[];
  readonly rowCount: number;
  /** Of its longest row. */
  readonly width: number;
}

/**
 * Breaks a caption into rows: the legend, below it the facts and, beside them where there is room, the
 * notice. Lengths in CSS pixels of the picture's views.
 *
 * @param painter measures letters; nothing is painted on it.
 */
export function layOutCaption(
  painter: Painter,
  { legend, facts, notice }: PictureCaption,
  { width, textScale }: { readonly width: number; readonly textScale: number },
): CaptionLayout {
  const size = viewTheme.captionSize * textScale;
  const inset = viewTheme.inset * textScale;
  const room = width - 2 * inset;
  const rowHeight = size * 1.55;
  const words = (text: string): Word[] => text.split(' ').map((word) => ({ text: word, entry: null }));
  const set = (paragraph: Paragraph): SetParagraph => setParagraph(painter, paragraph, { room, size });
  const marks = legend.map((entry) => ({ text: entry.text, entry }));
  const legendRows = set({ words: marks, gap: size * 1.5, weight: 500, colour: colours.text });
  const factRows = set({ words: words(facts.join(' · ')), gap: size * 0.3, weight: 400, colour: colours.text });
  const noticeRows = set({ words: words(notice), gap: size * 0.3, weight: 600, colour: colours.notice });
  const isBeside = factRows.width + 2 * size + noticeRows.width <= room;
  const firstOfNotice = legendRows.rowCount + (isBeside ? 0 : factRows.rowCount);
  const rowCount = Math.max(legendRows.rowCount + factRows.rowCount, firstOfNotice + noticeRows.rowCount);
  const height = rowCount * rowHeight + 1.6 * inset;
  return {
    height,
    paint(onto) {
      onto.fillStyle = colours.ground;
      onto.fillRect(0, 0, width, height);
      onto.fillStyle = colours.line;
      onto.fillRect(0, 0, width, Math.max(1, textScale));
      const middleOf = (row: number): number => 0.8 * inset + (row + 0.5) * rowHeight;
      paintParagraph(onto, legendRows, { left: inset, size, middleOf });
      paintParagraph(onto, factRows, { left: inset, size, middleOf: (row) => middleOf(legendRows.rowCount + row) });
      const left = isBeside ? width - inset - noticeRows.width : inset;
      paintParagraph(onto, noticeRows, { left, size, middleOf: (row) => middleOf(firstOfNotice + row) });
    },
  };
}

function setParagraph(
  painter: Painter,
  paragraph: Paragraph,
  { room, size }: { readonly room: number; readonly size: number },
): SetParagraph {
  painter.font = fontOf(paragraph.weight, size);
  const widths = paragraph.words.map(({ text, entry }) => markWidth(entry, size) + painter.measureText(text).width);
  const places = flow(widths, room, paragraph.gap);
  const rights = places.map(({ index, left }) => left + (widths[index] ?? 0));
  return { ...paragraph, places, rowCount: (places.at(-1)?.row ?? -1) + 1, width: Math.max(0, ...rights) };
}

function paintParagraph(
  painter: Painter,
  { words, places, weight, colour }: SetParagraph,
  at: { readonly left: number; readonly size: number; readonly middleOf: (row: number) => number },
): void {
  painter.textAlign = 'left';
  painter.textBaseline = 'middle';
  painter.font = fontOf(weight, at.size);
  for (const { index, row, left } of places) {
    const word = words[index];
    if (word === undefined) continue;
    const middle = at.middleOf(row);
    if (word.entry !== null) paintMark(painter, word.entry, { left: at.left + left, middle, size: at.size });
    painter.fillStyle = colour;
    // letters without descenders look centred a little lower
    painter.fillText(word.text, at.left + left + markWidth(word.entry, at.size), middle + at.size * 0.06);
  }
}

function fontOf(weight: number, size: number): string {
  return `${weight} ${size}px ${viewTheme.fontFamily}`;
}

/** Of a mark and the space behind it; 0 where there is none. */
function markWidth(entry: LegendEntry | null, size: number): number {
  if (entry === null) return 0;
  return size * (entry.mark === 'heat' ? 4.5 : 0.85) + size * 0.5;
}

function paintMark(
  painter: Painter,
  { mark, colour }: LegendEntry,
  { left, middle, size }: { readonly left: number; readonly middle: number; readonly size: number },
): void {
  const [side, line] = [size * 0.85, size * 0.14];
  const top = middle - side / 2;
  if (mark === 'heat') {
    paintHeat(painter, { left, top, width: size * 4.5, height: side });
    return;
  }
  painter.fillStyle = `rgb(${colour.join()})`;
  painter.strokeStyle = painter.fillStyle;
  painter.lineWidth = line;
  if (mark === 'line') painter.strokeRect(left + line / 2, top + line / 2, side - line, side - line);
  else painter.fillRect(left, top, side, side);
  if (mark === 'both') {
    painter.strokeStyle = colours.ground;
    painter.strokeRect(left + 1.5 * line, top + 1.5 * line, side - 3 * line, side - 3 * line);
  }
}

/** Over the middle grey of an image. */
function paintHeat(
  painter: Painter,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): void {
  const table = heatTable();
  const last = Math.round(table.length / 2);
  const steps = 48;
  for (let step = 0; step < steps; step += 1) {
    const word = table[Math.round((step / (steps - 1)) * last)] ?? 0;
    const alpha = (word >>> 24) / 255;
    const mixed = [word & 255, (word >> 8) & 255, (word >> 16) & 255].map((channel) =>
      Math.round(channel * alpha + 128 * (1 - alpha)),
    );
    painter.fillStyle = `rgb(${mixed.join()})`;
    painter.fillRect(left + (step / steps) * width, top, width / steps + 0.5, height);
  }
}
