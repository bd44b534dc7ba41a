import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta, countDelta, decodeDelta, encodeDelta, invertDelta, toDelta } from './label-delta.ts';
import { beginEdit, countVoxels } from './label-edit.ts';
import { createHistory, decodeJournal, encodeJournal, replayJournal, type JournalEntry } from './label-history.ts';

/** Strokes as sets of voxels that get one code each. */
const strokes = fc.array(
  fc.record({ code: fc.integer({ min: 0, max: 3 }), offsets: fc.uniqueArray(fc.integer({ min: 0, max: 59 })) }),
  { maxLength: 8 },
);
const maps = fc.uint8Array({ min: 0, max: 3, minLength: 60, maxLength: 60 });

function edit(labels: Uint8Array, { code, offsets }: { code: number; offsets: readonly number[] }) {
  const change = beginEdit(labels, countVoxels(labels));
  for (const offset of offsets) change.set(offset, code);
  return change.finish();
}

describe('the delta of an edit', () => {
  test('holds runs: gap, length, codes before and after', () => {
    const labels = Uint8Array.of(0, 0, 2, 0, 0, 0, 1, 1);
    const delta = edit(labels, { code: 3, offsets: [7, 1, 2, 3, 0] });
    expect([...delta]).toEqual([0, 2, 0x03, 0, 1, 0x23, 0, 1, 0x03, 3, 1, 0x13]);
    expect([...labels]).toEqual([3, 3, 3, 3, 0, 0, 1, 3]);
  });

  test('takes five bytes for a long row far into the volume', () => {
    // 8 000 000 is four bytes of seven bits, 100 is one, the codes 0 -> 3 are one
    expect([...encodeDelta(toDelta([8_000_000, 100, 3]))]).toEqual([0x80, 0xa4, 0xe8, 0x03, 100, 3]);
  });

  test('leaves out voxels that had the code already', () => {
    expect(edit(Uint8Array.of(1, 1, 1), { code: 1, offsets: [0, 1, 2] })).toHaveLength(0);
  });

  test('done and undone is what it was, through bytes and back', () => {
    fc.assert(
      fc.property(maps, strokes, (before, list) => {
        const labels = before.slice();
        for (const stroke of list) {
          const start = labels.slice();
          const delta = edit(labels, stroke);
          const after = labels.slice();
          const stored = decodeDelta(encodeDelta(delta));
          expect(stored).toEqual(delta);
          applyDelta(labels, invertDelta(stored));
          expect(labels).toEqual(start);
          applyDelta(labels, stored);
          expect(labels).toEqual(after);
        }
      }),
    );
  });

  test('keeps the number of voxels of each code', () => {
    fc.assert(
      fc.property(maps, strokes, (before, list) => {
        const labels = before.slice();
        const counts = countVoxels(labels);
        for (const stroke of list) countDelta(edit(labels, stroke), counts);
        expect(counts).toEqual(countVoxels(labels));
      }),
    );
  });

  test('is refused by another label map, which stays as it was', () => {
    const labels = Uint8Array.of(0, 0, 0, 0);
    const delta = edit(labels, { code: 2, offsets: [0, 2] });
    const other = Uint8Array.of(0, 0, 1, 0);
    expect(() => applyDelta(other, delta)).toThrow('voxel 2 is 1, the delta was made on 0');
    expect(() => applyDelta(Uint8Array.of(0), delta)).toThrow(RangeError);
    expect([...other]).toEqual([0, 0, 1, 0]);
  });

  test.each([
    ['half a run', [1, 2]],
    ['a run without length', [1, 0, 3]],
    ['a code beyond 15', [0, 1, 256]],
  ])('is not made of %s', (_, numbers) => {
    expect(() => toDelta(numbers)).toThrow(RangeError);
  });

  test('is not made of bytes that end early', () => {
    expect(() => decodeDelta(Uint8Array.of(0, 1, 0x80))).toThrow(RangeError);
    expect(() => decodeDelta(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 1, 1))).toThrow(RangeError);
  });
});

describe('an edit under way', () => {
  test('can be taken back, voxel counts included', () => {
    const labels = Uint8Array.of(0, 1, 2, 3);
    const counts = countVoxels(labels);
    const change = beginEdit(labels, counts);
    change.set(0, 3);
    change.set(2, 3);
    expect(change.changedVoxels).toBe(2);
    expect([...counts.subarray(0, 4)]).toEqual([0, 1, 0, 3]);
    change.cancel();
    expect([...labels]).toEqual([0, 1, 2, 3]);
    expect(counts).toEqual(countVoxels(labels));
  });

  test('gives a voxel one code only', () => {
    const labels = new Uint8Array(4);
    const change = beginEdit(labels, countVoxels(labels));
    change.set(1, 3);
    change.set(1, 2);
    expect(() => change.finish()).toThrow('voxel 1 was changed twice');
  });
});

describe('a journal', () => {
  const moves = fc.array(
    fc.oneof(
      fc.constant('undo' as const),
      fc.constant('redo' as const),
      fc.record({ code: fc.integer({ min: 0, max: 3 }), offsets: fc.uniqueArray(fc.integer({ min: 0, max: 59 })) }),
    ),
    { maxLength: 30 },
  );

  test('replayed gives the label map and the history as they were, through bytes and back', () => {
    fc.assert(
      fc.property(maps, moves, (base, list) => {
        const labels = base.slice();
        const history = createHistory(labels);
        const journal: JournalEntry[] = [];
        for (const move of list) {
          if (move === 'undo' || move === 'redo') {
            if (history[move]() !== null) journal.push({ kind: move });
          } else {
            const delta = edit(labels, move);
            history.add(delta);
            journal.push({ kind: 'edit', delta });
          }
        }
        const stored = journal.map((entry) => ({
          kind: entry.kind,
          delta: entry.kind === 'edit' ? encodeDelta(entry.delta) : new Uint8Array(),
        }));
        const again = base.slice();
        const replayed = replayJournal(again, decodeJournal(encodeJournal(stored)));
        expect(again).toEqual(labels);
        expect([replayed.done, replayed.undone]).toEqual([history.done, history.undone]);
        while (replayed.undo() !== null);
        expect(again).toEqual(base);
      }),
    );
  });

  test('forgets what was undone once something else is done', () => {
    const labels = new Uint8Array(3);
    const history = createHistory(labels);
    for (const offset of [0, 1]) history.add(edit(labels, { code: 1, offsets: [offset] }));
    history.undo();
    history.add(edit(labels, { code: 2, offsets: [2] }));
    expect(history.redo()).toBeNull();
    expect([...labels]).toEqual([1, 0, 2]);
    expect([history.done, history.undone]).toEqual([2, 0]);
  });

  test('that undoes what was never done is refused', () => {
    expect(() => replayJournal(new Uint8Array(3), [{ kind: 'undo' }])).toThrow('nothing to undo');
    expect(() => decodeJournal(Uint8Array.of(7, 0))).toThrow(RangeError);
    expect(() => decodeJournal(Uint8Array.of(0, 9, 1))).toThrow(RangeError);
  });
});
