import { expect, test } from 'vitest';
import type { ResultOrigin } from './edit/mask-base.ts';
import { leadingResult } from './leading-result.ts';

const network: ResultOrigin = { kind: 'network' };
const corrected: ResultOrigin = {
  ...{ kind: 'correction', base: { kind: 'reference' }, baseCreatedAt: null },
  ...{ startedAt: '2026-01-01T00:00:00Z', editCount: 3 },
};

test('what a person corrected stands before what the network made later; of each kind the newest', () => {
  const results = [
    { id: 'again', origin: network },
    { id: 'corrected twice', origin: corrected },
    { id: 'corrected', origin: corrected },
    { id: 'first', origin: network },
  ];
  expect(leadingResult(results)?.id).toBe('corrected twice');
  expect(leadingResult(results.filter(({ origin }) => origin.kind === 'network'))?.id).toBe('again');
  expect(leadingResult([])).toBeNull();
});
