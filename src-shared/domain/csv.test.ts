import { expect, test } from 'vitest';
import { csvText, fixedFigure } from './csv.ts';

test('fields are quoted where they must be', () => {
  expect(
    csvText([
      ['a', 'b, c', 'say "x"', 'two\nlines'],
      ['', null],
    ]),
  ).toBe('a,"b, c","say ""x""","two\nlines"\r\n,\r\n');
});

test.each(['=1+1', '+82 10', '-kim', '@SUM(A1)', '\tx', '\rx'])('%j is text to a spreadsheet', (name) => {
  expect(csvText([[name]])).toMatch(/^"?'/u);
});

test('numbers are numbers, also where they begin with a sign', () => {
  expect(csvText([[-1.5, fixedFigure(-2, 2), { figures: '-1.00 2.00' }, 1e-9, fixedFigure(undefined, 2)]])).toBe(
    '-1.5,-2.00,-1.00 2.00,1e-9,\r\n',
  );
  // a patient called so
  expect(csvText([['-2']])).toBe("'-2\r\n");
});
