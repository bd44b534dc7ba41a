import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toFailure, type Failure } from '#shared/domain/failure.ts';
import { measureArray, type ArrayStatistics } from '../../src-main/imaging/array-statistics.ts';
import { readImageBytes } from '../../src-main/imaging/image-file.ts';
import { parseNifti, parseNiftiArray, type NiftiArray } from '../../src-main/imaging/nifti-read.ts';
import { runOracle } from '../reference/nibabel.ts';

/* Our reading of a file against nibabel's. */

/** What nibabel makes of a file; `checksum` is the SHA-256 of all real values as little-endian float64, x fastest. */
export interface NibabelArray {
  readonly shape: readonly number[];
  /** 16 numbers; null where one is NaN or infinite. */
  readonly affine: readonly (number | null)[];
  readonly dataType: string;
  readonly checksum: string;
  /** Of the finite real values. */
  readonly statistics: ArrayStatistics;
}

/** Why nibabel does not read it, or reads it as something that is no NIfTI or Analyze image. */
export interface NibabelRefusal {
  readonly refused: string;
}

const program = `
import hashlib, logging, math, resource
logging.disable(logging.CRITICAL)
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)) # nibabel takes the memory a header promises
def measure(image):
    proxy = image.dataobj
    stored = np.asanyarray(proxy.get_unscaled()).ravel(order='F')
    slope, inter = float(proxy.slope), float(proxy.inter)
    digest = hashlib.sha256()
    least, most, total, count = math.inf, -math.inf, 0.0, 0
    for start in range(0, max(1, stored.size), 1 << 20):
        real = stored[start:start + (1 << 20)].astype('<f8') * slope + inter
        real[np.isnan(real)] = np.nan
        digest.update(real.tobytes())
        real = real[np.isfinite(real)]
        if real.size: least, most, total, count = min(least, real.min()), max(most, real.max()), total + real.sum(), count + real.size
    statistics = dict(min=least, max=most, mean=total / count) if count else dict(min=None, max=None, mean=None)
    if count and not math.isfinite(statistics['mean']): statistics['mean'] = None
    return dict(checksum=digest.hexdigest(), statistics=statistics)
def read(path):
    try:
        image = nibabel.load(path)
        if not isinstance(image, nibabel.AnalyzeImage): return dict(refused='nibabel reads it as ' + type(image).__name__)
        kind = image.get_data_dtype()
        if kind.kind not in 'iuf' or kind.itemsize > 8: return dict(refused='voxels of type ' + str(kind))
        affine = [float(v) if math.isfinite(v) else None for v in np.asarray(image.affine, 'f8').ravel()]
        return dict(shape=[int(n) for n in image.shape], affine=affine, dataType=kind.newbyteorder('=').name, **measure(image))
    except Exception as error: return dict(refused=type(error).__name__ + ': ' + str(error).replace(path, '').replace("''", '').strip())
print(json.dumps([read(path) for path in json.load(open(args[0]))]))`;

/** Reads every file of a list, written as JSON to a file, in one Python process. */
export function readWithNibabel(listPath: string): readonly (NibabelArray | NibabelRefusal)[] {
  return runOracle(program, [listPath]) as readonly (NibabelArray | NibabelRefusal)[]; // holds: the program prints these
}

export interface Comparison {
  readonly file: string;
  /** `same`: both read it alike. `both-refuse`. `by-design`: nibabel reads it, and we say why we do not. `different`: a bug. */
  readonly verdict: 'same' | 'both-refuse' | 'by-design' | 'different';
  /** What differs, or why it is refused. */
  readonly remark: string;
  readonly ours: NiftiArray | null;
  readonly checksum: string;
  /** What a study would say to it; null when it would take it. */
  readonly refusalByStudy: Failure | null;
}

/** Reasons of `unsupported-file` for images nibabel can read: not what a brain study is made of, or not exact in our types. */
const refusedByDesign: ReadonlySet<unknown> = new Set(['cifti', 'rgb', 'complex', 'float128', 'long-integers']);

export async function compareFile(path: string, oracle: NibabelArray | NibabelRefusal): Promise<Comparison> {
  const file = basename(path);
  const bytes = await readImageBytes(path).catch((error: unknown) => toFailure(error));
  const ours = bytes instanceof Uint8Array ? await attempt(() => parseNiftiArray(bytes, file)) : bytes;
  const nothing = { file, ours: null, checksum: '' };
  if ('code' in ours) {
    const reason = describeFailure(ours);
    const refusalByStudy = ours;
    if ('refused' in oracle) return { ...nothing, verdict: 'both-refuse', remark: reason, refusalByStudy };
    const isDesigned = ours.code === 'unsupported-file' && refusedByDesign.has(ours.params['reason']);
    return { ...nothing, verdict: isDesigned ? 'by-design' : 'different', remark: reason, refusalByStudy };
  }
  const image = await attempt(() => parseNifti(bytes as Uint8Array, file)); // holds: `ours` came from bytes
  const refusalByStudy = 'code' in image ? image : null;
  const checksum = checksumOf(ours);
  const found = { file, ours, checksum, refusalByStudy };
  if ('refused' in oracle) return { ...found, verdict: 'different', remark: `nibabel: ${oracle.refused}` };
  const remark = differences(ours, checksum, oracle).join('; ');
  return { ...found, verdict: remark === '' ? 'same' : 'different', remark };
}

async function attempt<T extends object>(read: () => Promise<T>): Promise<T | Failure> {
  return read().catch((error: unknown) => toFailure(error));
}

export function describeFailure({ code, params }: Failure): string {
  const values = Object.entries(params).filter(([name]) => name !== 'file');
  const words = values.map(([name, value]) => (name === 'reason' ? value : `${name} ${value}`));
  return words.length === 0 ? code : `${code} (${words.join(', ')})`;
}

function differences(ours: NiftiArray, checksum: string, oracle: NibabelArray): readonly string[] {
  const found: string[] = [];
  if (ours.storedShape.join() !== oracle.shape.join()) found.push(`shape ${oracle.shape.join(' x ')} in nibabel`);
  if (ours.storedType !== oracle.dataType) found.push(`data type ${oracle.dataType} in nibabel`);
  if (!ours.affine.every((value, index) => isSameNumber(value, oracle.affine[index] ?? null))) {
    found.push(`affine ${oracle.affine.join(' ')} in nibabel`);
  }
  if (checksum !== oracle.checksum) found.push('other voxels');
  const measured = measureArray(ours);
  for (const name of ['min', 'max', 'mean'] as const) {
    const [actual, expected] = [measured[name], oracle.statistics[name]];
    const isClose =
      actual === expected || Math.abs((actual ?? 0) - (expected ?? 0)) <= 1e-9 * Math.abs(expected ?? 0) + 1e-12;
    if (!isClose && Number.isFinite(actual)) found.push(`${name} ${expected} in nibabel`);
  }
  return found;
}

/** To 1e-5, or for large numbers to what float32 holds. */
function isSameNumber(value: number, expected: number | null): boolean {
  if (expected === null) return !Number.isFinite(value);
  return Math.abs(value - expected) <= Math.max(1e-5, Math.abs(expected) * 1e-6);
}

/** As the oracle's. */
export function checksumOf({ voxels, scale }: Pick<NiftiArray, 'voxels' | 'scale'>): string {
  const { slope, intercept } = scale;
  const digest = createHash('sha256');
  const chunk = new Float64Array(2 ** 16);
  for (let start = 0; start < voxels.length; start += chunk.length) {
    const count = Math.min(chunk.length, voxels.length - start);
    for (let index = 0; index < count; index += 1) {
      const real = (voxels[start + index] ?? 0) * slope + intercept;
      chunk[index] = Number.isNaN(real) ? NaN : real;
    }
    digest.update(new Uint8Array(chunk.buffer, 0, count * 8));
  }
  return digest.digest('hex');
}

export function listFiles(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
