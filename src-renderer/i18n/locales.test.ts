import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jobStages } from '#shared/contract/job-schemas.ts';
import { colourMapNames, displayConventions, labelStyles, planes, readingLayouts } from '#shared/domain/display.ts';
import { engineChoices, engineFaults } from '#shared/domain/engine.ts';
import { failureCodes } from '#shared/domain/failure.ts';
import { findingAnswers, findingKinds, findingReasons } from '#shared/domain/finding.ts';
import { imageNoteCodes } from '#shared/domain/image-note.ts';
import { labelConventions, regions, tissues } from '#shared/domain/label-scheme.ts';
import { precisions } from '#shared/domain/precision.ts';
import { placeKinds } from '#shared/domain/uncertainty.ts';
import english from '../../resources/locales/en.json' with { type: 'json' };
import korean from '../../resources/locales/ko.json' with { type: 'json' };
import { agreementColours } from '../viewer/label-look.ts';
import { windowPresets } from '../viewer/window-presets.ts';
import { correctionTools } from '../state/correction-state.ts';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [path, text] of leaves(value, `${prefix}${key}.`)) found.set(path, text);
  }
  return found;
}

const texts = { en: leaves(english), ko: leaves(korean) };
const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, '');
const keysOf = (language: keyof typeof texts): string[] => [...new Set([...texts[language].keys()].map(withoutPlural))];
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');

/** Keys put together at run time, from closed sets. */
const composed = [
  ...failureCodes.map((code) => `failure.${code}`),
  ...tissues.map((tissue) => `tissue.${tissue}`),
  ...regions.map((region) => `region.${region}`),
  ...planes.map((plane) => `plane.${plane}`),
  ...readingLayouts.map((layout) => `workspace.layouts.${layout}`),
  ...['unavailable', 'lost'].map((reason) => `surface.${reason}`),
  ...['distance', 'angle', 'bidimensional'].flatMap((kind) =>
    ['tool', 'hint', 'kind'].map((part) => `measuring.${part}.${kind}`),
  ),
  ...['no-mask', 'nothing-enhances'].map((refusal) => `measuring.refusal.${refusal}`),
  ...['hand', 'automatic', 'adjusted'].map((origin) => `measuring.origin.${origin}`),
  ...colourMapNames.map((name) => `workspace.colourMaps.${name}`),
  ...windowPresets.map((preset) => `workspace.preset.${preset}`),
  ...labelStyles.map((style) => `segmentation.style.${style}`),
  ...Object.keys(agreementColours).map((part) => `comparison.${part}`),
  ...displayConventions.flatMap((convention) => [`workspace.${convention}`, `workspace.${convention}Hint`]),
  ...[...findingKinds, ...findingReasons].flatMap((variant) => [
    `finding.title.${variant}`,
    `finding.consequence.${variant}`,
  ]),
  ...imageNoteCodes.map((code) => `imageNote.${code}`),
  'cli.expected',
  'cli.strict',
  'cli.without',
  'cli.notMissing',
  'cli.whichStudy',
  'cli.spare',
  ...['brainFound', 'extractionOff', 'brainMask', 'noBrainMask'].map((key) => `cli.${key}`),
  ...findingAnswers.map((answer) => `provenance.finding.${answer}`),
  ...jobStages.map((stage) => `job.stage.${stage}`),
  ...['done', 'failed', 'cancelled'].map((state) => `queue.${state}`),
  ...Object.keys(labelConventions).map((convention) => `export.${convention}`),
  ...engineChoices.map((engine) => `engine.name.${engine}`),
  ...precisions.map((precision) => `precision.${precision}`),
  ...engineFaults.map((fault) => `engine.fault.${fault}`),
  ...['untested', 'testing', 'works'].map((state) => `engine.state.${state}`),
  ...['images', 'labelMaps', 'models', 'rest', 'free'].map((part) => `storage.part.${part}`),
  ...['patient', 'added', 'wholeTumour'].map((column) => `studies.${column}`),
  ...['system', 'en', 'ko'].map((language) => `language.${language}`),
  ...correctionTools.map((tool) => `correction.tool.${tool}`),
  ...['none', ...correctionTools].map((tool) => `correction.hint.${tool}`),
  ...['open-region', 'nothing-there', 'no-label', 'outside', 'out-of-range'].map(
    (refusal) => `correction.refusal.${refusal}`,
  ),
  ...['brush', 'fill'].flatMap((tool) => ['slice', 'volume'].map((depth) => `correction.${tool}.${depth}`)),
  ...['low', 'high', 'undo', 'redo'].map((part) => `correction.${part}`),
  ...['before', 'after'].flatMap((moment) => [`alignment.${moment}`, `alignment.picture.${moment}`]),
  ...placeKinds.flatMap((kind) => [`uncertainty.kind.${kind}`, `uncertainty.reason.${kind}`]),
  ...['kept', 'writing'].map((status) => `correction.journal.${status}`),
];

function sourcesUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('locales', () => {
  test('both languages have the same keys', () => {
    expect(keysOf('ko').sort()).toEqual(keysOf('en').sort());
  });

  test('no text is empty or unfinished', () => {
    for (const [key, text] of [...texts.en, ...texts.ko]) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/TODO|FIXME/);
    }
  });

  test('Korean texts are in Korean', () => {
    const sameEverywhere = new Set(['app.name', 'provenance.appVersion', 'volumes.unit', 'language.en']);
    for (const [key, text] of texts.ko) {
      const isWords = placeholders(text).length === 0 || /[a-z]{4}/i.test(text.replaceAll(/\{\{\w+\}\}/g, ''));
      const isName = /^workspace\.colourMaps\.(hot|viridis|inferno)$/.test(key);
      if (!sameEverywhere.has(key) && !isName && isWords) expect(text, key).toMatch(/[가-힣]/);
    }
  });

  test('every text takes the same values in both languages', () => {
    for (const [key, text] of texts.ko) {
      const other = texts.en.get(key) ?? '';
      expect([key, ...new Set(placeholders(text))].sort()).toEqual([key, ...new Set(placeholders(other))].sort());
    }
  });

  test('every failure code has its sentence, and no sentence is without a code', () => {
    const sentences = keysOf('en').filter((key) => key.startsWith('failure.'));
    expect(sentences.sort()).toEqual(failureCodes.map((code) => `failure.${code}`).sort());
    const reasons = Object.keys(english.failureReason);
    expect(reasons.filter((code) => !failureCodes.some((known) => known === code))).toEqual([]);
  });

  test('every key is used, and every composed key exists', () => {
    const source = sourcesUnder(join(import.meta.dirname, '..'));
    const unused = keysOf('en').filter(
      (key) => !composed.includes(key) && !key.startsWith('failureReason.') && !source.includes(`'${key}'`),
    );
    expect(unused).toEqual([]);
    expect(composed.filter((key) => !keysOf('en').includes(key))).toEqual([]);
  });
});
