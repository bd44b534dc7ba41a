import { describeSpread } from '../../analysis/sample-statistics.ts';
import { escapeHtml } from './escape-html.ts';

/** One row of a plot: its values, one per case. */
export interface PlotRow {
  readonly title: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
}

export interface BoxPlot {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly PlotRow[];
  /** Where the axis ends at least; it starts at 0. */
  readonly leastMaximum: number;
}

const size = { width: 460, left: 44, right: 14, top: 26, row: 34, axis: 24 } as const;
const boxHeight = 16;

/**
 * A plot as inline SVG: per row the quartiles as a box, the median as a line, whiskers to the outermost values
 * within 1.5 times the box's length (Tukey), and every case as a dot with its name as a tooltip.
 */
export function drawBoxPlot({ title, unit, rows, leastMaximum }: BoxPlot): string {
  const largest = Math.max(leastMaximum, ...rows.flatMap(({ values }) => values.map(({ value }) => value)));
  const step = tickStep(largest);
  const end = Math.ceil(largest / step - 1e-9) * step;
  const width = size.width - size.left - size.right;
  const scale = (value: number): number => size.left + (value / end) * width;
  const height = size.top + rows.length * size.row + size.axis;
  const label = escapeHtml(unit === '' ? title : `${title}, ${unit}`);
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  return [
    `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${label}">`,
    `<text class="plot-title" x="0" y="13">${label}</text>`,
    ...ticks.map((tick) => drawTick(scale(tick), height - size.axis, trim(tick))),
    ...rows.map((row, index) => drawRow(row, size.top + (index + 0.5) * size.row, scale)),
    '</svg>',
  ].join('\n');
}

/** 1, 2 or 5 times a power of ten, so that an axis has four to ten ticks. */
function tickStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  return power * ([1, 2, 5].findLast((factor) => factor * power <= largest / 4) ?? 1);
}

function drawTick(x: number, bottom: number, text: string): string {
  const at = x.toFixed(1);
  return (
    `<line class="grid" x1="${at}" x2="${at}" y1="${size.top}" y2="${bottom}"/>` +
    `<text class="tick" x="${at}" y="${bottom + 15}" text-anchor="middle">${text}</text>`
  );
}

function drawRow({ title, values }: PlotRow, y: number, scale: (value: number) => number): string {
  const label = `<text class="row" x="0" y="${y + 4}">${escapeHtml(title)}</text>`;
  const spread = describeSpread(values.map(({ value }) => value));
  if (spread === null) return label;
  const reach = 1.5 * (spread.upper - spread.lower);
  const within = values.map(({ value }) => value).filter((value) => isWithin(value, spread, reach));
  const [low, high] = [scale(Math.min(...within)), scale(Math.max(...within))];
  const [lower, median, upper] = [scale(spread.lower), scale(spread.median), scale(spread.upper)];
  const line = (name: string, from: number, to: number, half: number): string =>
    `<line class="${name}" x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="${y - half}" y2="${y + half}"/>`;
  return [
    label,
    line('whisker', low, high, 0),
    `<rect class="box" x="${lower.toFixed(1)}" y="${y - boxHeight / 2}" width="${Math.max(1, upper - lower).toFixed(1)}" height="${boxHeight}"/>`,
    ...[low, high].map((x) => line('whisker', x, x, 4)),
    line('median', median, median, boxHeight / 2),
    ...values.map(({ name, value }, index) => drawDot(scale(value), y + spreadOut(index), `${name}: ${trim(value)}`)),
  ].join('');
}

function isWithin(value: number, { lower, upper }: { lower: number; upper: number }, reach: number): boolean {
  return value >= lower - reach && value <= upper + reach;
}

function drawDot(x: number, y: number, text: string): string {
  return `<circle class="dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.4"><title>${escapeHtml(text)}</title></circle>`;
}

/** Dots of equal value side by side, the same way every time. */
function spreadOut(index: number): number {
  return [0, -4.5, 4.5, -2, 2, -6, 6][index % 7] ?? 0;
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}
