/*
 * Structured values as one binary frame, for a WebSocket between the page and the stand-in's main
 * process: what JSON can say, plus undefined, ArrayBuffers and views of them. Volumes of 20 MB pass
 * as they are.
 *
 * Layout: uint32 length of the JSON, the JSON as UTF-8, then the attached buffers one after another.
 */
interface Frame {
  readonly value: unknown;
  readonly sizes: readonly number[];
}

type Constructor = new (buffer: ArrayBuffer) => ArrayBufferView;
const views: Readonly<Record<string, Constructor>> = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const attached: Uint8Array[] = [];
  const attach = (bytes: Uint8Array): number => attached.push(bytes) - 1;

  function pack(node: unknown): unknown {
    if (node === undefined) return { $: 'undefined' };
    if (node instanceof ArrayBuffer) return { $: 'buffer', at: attach(new Uint8Array(node)) };
    if (ArrayBuffer.isView(node)) {
      const known = Object.keys(views).find((name) => node instanceof views[name]!);
      if (known === undefined) throw new TypeError('stand-in: a view of a kind that is not carried');
      return { $: 'view', of: known, at: attach(new Uint8Array(node.buffer, node.byteOffset, node.byteLength)) };
    }
    if (Array.isArray(node)) return node.map(pack);
    if (typeof node === 'function' || typeof node === 'symbol' || typeof node === 'bigint') {
      throw new TypeError(`An object could not be cloned: ${typeof node}`);
    }
    if (!isRecord(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, pack(child)]));
  }

  const frame: Frame = { value: pack(value), sizes: attached.map((bytes) => bytes.byteLength) };
  const json = new TextEncoder().encode(JSON.stringify(frame));
  const total = attached.reduce((sum, bytes) => sum + bytes.byteLength, 4 + json.byteLength);
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setUint32(0, json.byteLength);
  bytes.set(json, 4);
  let offset = 4 + json.byteLength;
  for (const part of attached) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

export function decodeFrame(bytes: Uint8Array<ArrayBuffer>): unknown {
  const jsonLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const frame = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))) as Frame; // holds: encodeFrame wrote it
  let offset = 4 + jsonLength;
  const buffers = frame.sizes.map((size) => {
    const part = bytes.slice(offset, offset + size).buffer;
    offset += size;
    return part;
  });

  function unpack(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(unpack);
    if (!isRecord(node)) return node;
    if (node['$'] === 'undefined') return undefined;
    if (node['$'] === 'buffer') return buffers[Number(node['at'])];
    if (node['$'] === 'view') return new views[String(node['of'])]!(buffers[Number(node['at'])]!);
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, unpack(child)]));
  }
  return unpack(frame.value);
}
