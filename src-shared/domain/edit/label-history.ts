import {
  applyDelta,
  decodeDelta,
  encodeDelta,
  invertDelta,
  pushVarint,
  readVarint,
  type LabelDelta,
} from './label-delta.ts';

/** One line of a correction's journal: nothing in it is ever changed, undoing is a line of its own. */
export type JournalEntry =
  { readonly kind: 'edit'; readonly delta: LabelDelta } | { readonly kind: 'undo' } | { readonly kind: 'redo' };

/** The way from a label map to its corrected one, and back. */
export interface LabelHistory {
  /** Edits that are in the label map now. */
  readonly done: number;
  /** Edits that were undone and can be done again. */
  readonly undone: number;
  /** Remembers an edit that is already in the label map; what was undone is gone then. */
  add(delta: LabelDelta): void;
  /** Takes the last edit back, in place, and returns the delta that did it; null when there is none. */
  undo(): LabelDelta | null;
  redo(): LabelDelta | null;
}

/** @param labels changed in place by undo and redo, and by whoever adds edits. */
export function createHistory(labels: Uint8Array): LabelHistory {
  // as bytes: a long session's history stays a few megabytes
  const done: Uint8Array[] = [];
  const undone: Uint8Array[] = [];

  function take(from: Uint8Array[], to: Uint8Array[], isBack: boolean): LabelDelta | null {
    const bytes = from.at(-1);
    if (bytes === undefined) return null;
    const delta = decodeDelta(bytes);
    const change = isBack ? invertDelta(delta) : delta;
    applyDelta(labels, change);
    from.pop();
    to.push(bytes);
    return change;
  }

  return {
    get done() {
      return done.length;
    },
    get undone() {
      return undone.length;
    },
    add(delta) {
      done.push(encodeDelta(delta));
      undone.length = 0;
    },
    undo: () => take(done, undone, true),
    redo: () => take(undone, done, false),
  };
}

/**
 * Does to a label map, in place, what a journal says, line by line.
 *
 * @throws RangeError when the journal was not made on this label map.
 */
export function replayJournal(labels: Uint8Array, entries: Iterable<JournalEntry>): LabelHistory {
  const history = createHistory(labels);
  for (const entry of entries) {
    if (entry.kind === 'edit') {
      applyDelta(labels, entry.delta);
      history.add(entry.delta);
    } else if ((entry.kind === 'undo' ? history.undo() : history.redo()) === null) {
      throw new RangeError(`the journal says ${entry.kind} where there is nothing to ${entry.kind}`);
    }
  }
  return history;
}

const kinds = ['edit', 'undo', 'redo'] as const;

/** A journal in one piece: for each line its kind and the length of its delta as varints, then the delta. */
export function encodeJournal(
  entries: readonly { readonly kind: JournalEntry['kind']; readonly delta: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  const heads = entries.map(({ kind, delta }) => {
    const head: number[] = [];
    pushVarint(head, kinds.indexOf(kind));
    pushVarint(head, delta.length);
    return head;
  });
  const length = entries.reduce((sum, { delta }, index) => sum + delta.length + (heads[index]?.length ?? 0), 0);
  const bytes = new Uint8Array(length);
  let place = 0;
  for (const [index, { delta }] of entries.entries()) {
    const head = heads[index] ?? [];
    bytes.set(head, place);
    bytes.set(delta, place + head.length);
    place += head.length + delta.length;
  }
  return bytes;
}

/** @throws RangeError when the bytes are no journal. */
export function decodeJournal(bytes: Uint8Array): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let place = 0; place < bytes.length;) {
    const { value: kindIndex, next } = readVarint(bytes, place);
    const { value: length, next: start } = readVarint(bytes, next);
    const kind = kinds[kindIndex];
    if (kind === undefined || start + length > bytes.length) throw new RangeError('the bytes are no journal');
    place = start + length;
    entries.push(kind === 'edit' ? { kind, delta: decodeDelta(bytes.subarray(start, place)) } : { kind });
  }
  return entries;
}
