/** What stands in a column of its own in every row: rows are taken out of tables. */
export const csvNotice = 'Research use only, not a medical device';

/** Numbers as they are to be printed. */
export interface CsvFigures {
  readonly figures: string;
}

/** Text of whatever origin, a number in full, figures, or nothing. */
export type CsvCell = string | number | CsvFigures | null;

/**
 * Rows as RFC 4180 has them. Text that a spreadsheet would take for a formula, a patient's name for one, gets
 * an apostrophe before it; numbers and figures are what they are, negative ones too.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** A number with as many decimals; nothing where there is no number. */
export function fixedFigure(value: number | null | undefined, decimals: number): CsvFigures | null {
  return typeof value === 'number' ? { figures: value.toFixed(decimals) } : null;
}

function csvField(cell: CsvCell): string {
  const text = typeof cell === 'string' ? withoutFormula(cell) : plainText(cell);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plainText(cell: number | CsvFigures | null): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : cell.figures;
}

function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
}
