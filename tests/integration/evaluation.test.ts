import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpareModality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { evaluateCases, type Evaluation } from '../../src-main/services/evaluation/evaluate-cases.ts';
import { evaluationHtml } from '../../src-main/services/evaluation/report-html.ts';
import { casesCsv, summaryCsv } from '../../src-main/services/evaluation/report-tables.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import {
  createScriptedEngine,
  inferenceEntry,
  phantom,
  scriptedLabels,
  shape,
  writeSmallStudy,
} from './temporary-backend.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-evaluation-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function writeLabels(path: string, voxels: Uint8Array<ArrayBuffer>): Promise<void> {
  await writeFile(path, serialiseVolume({ ...phantom(0), dataType: 'uint8', voxels }, { description: '' }));
}

/** A case that the scripted engine segments perfectly (its label map, in older codes), and one without a T2. */
async function writeCases(): Promise<string> {
  const cases = join(directory, 'cases');
  for (const name of ['good', 'less <b>']) {
    const folder = await writeSmallStudy(cases, name);
    await writeLabels(join(folder, `${name}_seg.nii`), scriptedLabels.map((code) => (code === 3 ? 4 : code))); // prettier-ignore
  }
  await rm(join(cases, 'less <b>', 'less <b>_t2.nii'));
  return cases;
}

test('one bad study does not stop the rest; what is finished is not run again, unless its files changed', async () => {
  const casesDirectory = await writeCases();
  const model = await writeTinyModel(join(directory, 'models'), 'neighbours');
  const engine = createScriptedEngine();
  const evaluate = (without: SpareModality | null = null): Promise<Evaluation> =>
    evaluateCases(
      {
        ...{ casesDirectory, outDirectory: join(directory, 'out'), appVersion: '1' },
        source: {
          ...{ kind: 'model', model, inferenceEntry, threads: undefined, without, brainExtraction: undefined },
          runSegmentation(request, options) {
            const outcome = engine.runSegmentation(request, options);
            engine.finish();
            return outcome;
          },
        },
      },
      { signal: new AbortController().signal, onCase: () => undefined, onProgress: () => undefined },
    );
  const first = await evaluate();
  expect(first.cases.map(({ name, scores, failures }) => [name, scores?.wt.dice, failures[0]?.code])).toEqual([
    ['good', 1, undefined],
    ['less <b>', undefined, 'missing-modality'],
  ]);
  expect(first.summary.et.dice).toMatchObject({ count: 1, mean: 1, meanInterval: null });
  // what the network said of it is kept too
  expect(first.cases[0]?.scores?.wt).toMatchObject({ expectedDice: 0.8, withinRange: 1 });
  expect(first.cases[0]?.scores?.et).toMatchObject({ expectedDice: null, withinRange: 0 });
  expect(first.cases[0]?.scores?.ed).toMatchObject({ expectedDice: null, withinRange: null });
  expect((await evaluate()).cases[0]?.scores).toEqual(first.cases[0]?.scores);
  expect(engine.requests).toHaveLength(1);
  const t1 = join(casesDirectory, 'good', 'good_t1.nii');
  await writeFile(t1, await readFile(t1));
  await evaluate();
  expect(engine.requests).toHaveLength(2);

  const html = evaluationHtml(first, ({ code }) => `sentence of ${code}`);
  expect(html).toContain('less &lt;b&gt;');
  expect(html).toContain('sentence of missing-modality');
  expect(html).not.toMatch(/<script|<b>_|src=|https?:/u);
  const lines = casesCsv(first, ({ code }) => `a, "${code}"`)
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(1 + 5 + 1);
  expect(lines.at(-1)).toContain('"a, ""missing-modality""",Research use only');
  // a name that a spreadsheet would run, and a figure that may be negative
  const renamed = first.cases.map((scored) => ({ ...scored, name: '=HYPERLINK("x")', seconds: -1 }));
  const named = casesCsv({ ...first, cases: renamed }, ({ code }) => `@${code}`);
  expect(named).toMatch(/^"'=HYPERLINK\(""x""\)",WT,.*,-1,/mu);
  expect(named).toContain(",'@missing-modality,");
  expect(summaryCsv(first)).toContain('WT,dice,1,1,1,,,Research use only');

  const without = await evaluate('t2w');
  expect(without.cases).toMatchObject([{ without: null }, { without: 't2w', scores: { wt: { dice: 1 } } }]);
  expect(engine.requests.at(-1)?.inputs).not.toHaveProperty('t2w');
  expect(evaluationHtml(without, () => '')).toContain('less &lt;b&gt; <span class="unit">without T2</span>');
  expect(casesCsv(without, () => '')).toMatch(/^less <b>,WT,.*,T2,,Research/mu);
});

test('label maps somebody made are scored under the names of their cases', async () => {
  const casesDirectory = await writeCases();
  await writeLabels(join(directory, 'good.nii'), new Uint8Array(voxelCount(shape)));
  const evaluation = await evaluateCases(
    {
      ...{ casesDirectory, outDirectory: join(directory, 'out'), appVersion: '1' },
      source: { kind: 'folder', directory },
    },
    { signal: new AbortController().signal, onCase: () => undefined, onProgress: () => undefined },
  );
  expect(evaluation.cases[0]?.scores?.wt).toMatchObject({ dice: 0, hd95Mm: 374, precision: null });
  expect(evaluation.cases[1]?.failures[0]?.code).toBe('file-not-found');
  expect(evaluation.model).toBeNull();
});
