/*
 * What an edit did to a label map, small enough to be journalled at every stroke. One form in memory
 * and on the wire (whole numbers), one on the disk (bytes).
 */

/**
 * Voxels that changed, as runs of neighbours in memory that had one code and got another. Three
 * numbers per run, in ascending order: voxels between the end of the previous run and this one, its
 * length, and both codes as `before * 16 + after`.
 */
export type LabelDelta = Uint32Array;

const numbersPerRun = 3;
const codesPerByte = 16;

/** Calls `visit` for every run, in ascending order of offsets. */
export function forEachRun(
  delta: LabelDelta,
  visit: (start: number, length: number, codes: { readonly before: number; readonly after: number }) => void,
): void {
  let end = 0;
  for (let index = 0; index < delta.length; index += numbersPerRun) {
    const start = end + (delta[index] ?? 0);
    const length = delta[index + 1] ?? 0;
    const codes = delta[index + 2] ?? 0;
    end = start + length;
    visit(start, length, { before: Math.floor(codes / codesPerByte), after: codes % codesPerByte });
  }
}

/**
 * The delta of single voxels.
 *
 * @param changes one number per changed voxel, ascending: `offset * 16 + code before`.
 * @param labels  the label map after the change.
 * @throws RangeError when a voxel occurs twice.
 */
export function createDelta(changes: Float64Array, labels: Uint8Array): LabelDelta {
  const runs: number[] = [];
  let end = 0;
  for (let index = 0; index < changes.length;) {
    const { offset: start, before } = splitChange(changes[index] ?? 0);
    const after = labels[start] ?? 0;
    if (start < end) throw new RangeError(`voxel ${start} was changed twice in one edit`);
    let length = 1;
    for (index += 1; index < changes.length; index += 1, length += 1) {
      const next = splitChange(changes[index] ?? 0);
      if (next.offset !== start + length || next.before !== before || labels[next.offset] !== after) break;
    }
    runs.push(start - end, length, before * codesPerByte + after);
    end = start + length;
  }
  return Uint32Array.from(runs);
}

/** One changed voxel as a number that sorts by offset. */
export function joinChange(offset: number, before: number): number {
  return offset * codesPerByte + before;
}

function splitChange(change: number): { offset: number; before: number } {
  return { offset: Math.floor(change / codesPerByte), before: change % codesPerByte };
}

/** The delta that takes the change back. */
export function invertDelta(delta: LabelDelta): LabelDelta {
  return delta.map((number, index) => {
    if (index % numbersPerRun !== 2) return number;
    return (number % codesPerByte) * codesPerByte + Math.floor(number / codesPerByte);
  });
}

/**
 * Changes a label map in place.
 *
 * @throws RangeError, with the label map as it was, when it is not the one the delta was made on.
 */
export function applyDelta(labels: Uint8Array, delta: LabelDelta): void {
  forEachRun(delta, (start, length, { before }) => {
    if (start + length > labels.length) throw new RangeError(`the delta reaches beyond voxel ${labels.length}`);
    for (let offset = start; offset < start + length; offset += 1) {
      if (labels[offset] !== before) {
        throw new RangeError(`voxel ${offset} is ${labels[offset] ?? 0}, the delta was made on ${before}`);
      }
    }
  });
  forEachRun(delta, (start, length, { after }) => labels.fill(after, start, start + length));
}

/** Adds what a delta does to the number of voxels of each code. */
export function countDelta(delta: LabelDelta, voxelsByCode: Int32Array): void {
  forEachRun(delta, (_, length, { before, after }) => {
    voxelsByCode[before] = (voxelsByCode[before] ?? 0) - length;
    voxelsByCode[after] = (voxelsByCode[after] ?? 0) + length;
  });
}

/** The delta as bytes: each number seven bits at a time, lowest first, the eighth bit set but for the last. */
export function encodeDelta(delta: LabelDelta): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const number of delta) pushVarint(bytes, number);
  return Uint8Array.from(bytes);
}

export function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** @throws RangeError when the bytes are no delta. */
export function decodeDelta(bytes: Uint8Array): LabelDelta {
  const numbers: number[] = [];
  let place = { value: 0, next: 0 };
  while (place.next < bytes.length) {
    place = readVarint(bytes, place.next);
    numbers.push(place.value);
  }
  return toDelta(numbers);
}

/** @throws RangeError when the bytes end within a number, or it is larger than any offset. */
export function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let scale = 1;
  for (let index = from; ; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) throw new RangeError('the bytes end within a number');
    value += (byte % 0x80) * scale;
    scale *= 0x80;
    if (value > 0xffffffff) throw new RangeError('a number of the delta is too large');
    if (byte < 0x80) return { value, next: index + 1 };
  }
}

/**
 * A delta from its numbers, as they come over the wire.
 *
 * @throws RangeError when they are no delta.
 */
export function toDelta(numbers: readonly number[]): LabelDelta {
  if (numbers.length % numbersPerRun !== 0) throw new RangeError(`a run has three numbers, got ${numbers.length}`);
  for (let index = 0; index < numbers.length; index += numbersPerRun) {
    const [length = 0, codes = 0] = [numbers[index + 1], numbers[index + 2]];
    if (length === 0 || codes >= codesPerByte ** 2) throw new RangeError(`run ${index / numbersPerRun} is no run`);
  }
  return Uint32Array.from(numbers);
}
