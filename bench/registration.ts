import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multiplyAffines, transformPoint, identityAffine } from '#shared/domain/affine.ts';
import { displacementMm, rigidAbout, rotationDegrees } from '#shared/domain/rigid.ts';
import { mapAxes } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../src-main/imaging/nifti-write.ts';
import { matchHeads } from '../src-main/intake/content/head-match.ts';
import { sketchVolume } from '../src-main/imaging/sketch.ts';
import { runRegistration } from '../src-main/registration/run-registration.ts';
import { createSampleStudy } from '../src-main/sample/sample-study.ts';

/*
 * How long it takes to notice that a head is turned and to align it, how much memory, and how exactly:
 *
 *     node bench/registration.ts
 *
 * On the synthetic study (240 x 240 x 155, 1 mm), its FLAIR turned by (4, -6, 8) degrees and moved by
 * (12, -5, 8) mm in the world.
 */

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const { volumes } = createSampleStudy();
const { t1c, t2f } = volumes;
const centreMm = transformPoint(
  t1c.affine,
  mapAxes((axis) => (t1c.shape[axis] - 1) / 2),
);
const away = rigidAbout(centreMm, { degrees: [4, -6, 8], order: 'zyx' }, [12, -5, 8]);
const moved = { ...t2f, affine: multiplyAffines(away, t2f.affine) };

const [first, second] = [sketchVolume(t1c), sketchVolume(moved)];
if (first === null || second === null) throw new Error('the synthetic study has nothing to see');
const noticingMs = performance.now();
const match = matchHeads(first, second);
print(
  `noticed in ${seconds(performance.now() - noticingMs)}: ${match?.degrees.toFixed(1)} degrees, ${match?.distanceMm.toFixed(1)} mm`,
);

const directory = await mkdtemp(join(tmpdir(), 'glioscope-registration-'));
try {
  const write = async (volume: typeof t1c, fileName: string) => {
    const path = join(directory, fileName);
    await writeFile(path, serialiseVolume(volume, { description: '' }));
    return { path, fileName };
  };
  const outcome = await runRegistration(
    {
      fixed: await write(t1c, 't1ce.nii'),
      moving: [{ modality: 't2f', source: await write(moved, 'flair.nii'), start: match?.transform ?? identityAffine }],
    },
    {
      processEntry: new URL('../src-main/registration/registration-process.ts', import.meta.url),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const [found] = outcome.images;
  if (found === undefined) throw new Error('nothing was registered');
  const rest = multiplyAffines(found.transform, away);
  print(`aligned in ${seconds(outcome.durationMs)}, ${(outcome.peakMemoryBytes / 1e9).toFixed(2)} GB`);
  print(
    `off by ${rotationDegrees(rest).toFixed(2)} degrees, ${displacementMm(rest, centreMm).toFixed(2)} mm at the head's centre`,
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
