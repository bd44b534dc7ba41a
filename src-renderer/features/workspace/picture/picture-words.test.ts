import { describe, expect, test } from 'vitest';
import type { Result, Study } from '#shared/contract/index.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { createTranslations } from '../../../i18n/translations.ts';
import type { MaskInHand } from '../../../state/correction-state.ts';
import { initialState, initialViewer, type ViewerState, type WorkspaceState } from '../../../state/workspace-state.ts';
import { testResult, testStudy } from '../../../testing/fixtures.ts';
import { createReadingFrame } from '../../../viewer/reading-frame.ts';
import { pictureCaption, pictureParts, viewWords } from './picture-words.ts';

const english = createTranslations('en');
const now = new Date('2026-05-04T12:00:00Z');
const reference: Study['reference'] = {
  labelMapId: 'labels-reference',
  fileName: 'Kim_seg.nii.gz',
  tissuesMl: { ncr: 1, ed: 2, et: 3 },
  regionsMl: { wt: 6, tc: 4, et: 3 },
};
const corrected = (base: 'empty' | 'result'): Partial<Result> => ({
  name: 'Kim, corrected by Lee',
  origin: {
    kind: 'correction',
    base: base === 'empty' ? { kind: 'empty' } : { kind: 'result', resultId: 'gone' },
    baseCreatedAt: null,
    startedAt: '2026-03-04T05:06:07Z',
    editCount: 3,
  },
  ...(base === 'empty' ? { modelId: '', modelVersion: '' } : {}),
});

function stateWith(viewer: Partial<ViewerState>, result: Partial<Result> = {}): WorkspaceState {
  const study = testStudy({ results: [testResult('r1', result), testResult('r2')], reference });
  const frame = createReadingFrame(study.geometry);
  return {
    ...initialState('connected'),
    study: { status: 'open', study, frame, heldBlobs: [], blobFailures: {} },
    viewer: { ...initialViewer, shownLabels: { kind: 'result', resultId: 'r1' }, ...viewer },
  };
}

/** A mask in hand with so many edits in it; as many more were undone. */
function inHand(base: MaskBase, done: number, result: Partial<Result> = {}): WorkspaceState {
  const state = stateWith({ shownLabels: { kind: 'correction' } }, result);
  const mask: MaskInHand = {
    ...{ studyId: 'study-1', correctionId: 'c1', base, labelMapId: 'in-hand', revision: 0 },
    ...{ tissuesMl: { ncr: 1, ed: 2, et: 3 }, regionsMl: { wt: 6, tc: 4, et: 3 } },
    ...{ voxelsByTissue: { ncr: 1, ed: 2, et: 3 }, done, undone: 2, journal: { status: 'kept' } },
  };
  return { ...state, correction: { ...state.correction, mask } };
}

const legendOf = (state: WorkspaceState): string[] =>
  pictureCaption(state, english, now).legend.map(({ mark, text }) => `${mark}: ${text}`);

describe('the caption of a picture', () => {
  test('says what the colours mean, which model, when, and that it is for research', () => {
    const caption = pictureCaption(stateWith({}), english, now);
    expect(legendOf(stateWith({}))).toEqual([
      'area: Necrotic core (NCR)',
      'area: Oedema (ED)',
      'area: Enhancing tumour (ET)',
    ]);
    expect(caption.legend.map(({ colour }) => colour)).toEqual([
      [213, 94, 0],
      [86, 180, 233],
      [240, 228, 66],
    ]);
    expect(caption.facts).toEqual(['Segmentation: test-model 1.2.3', 'Glioscope, May 4, 2026']);
    expect(caption.notice).toBe('Research use only – not a medical device');
  });

  test('in Korean too', () => {
    const { legend, facts, notice } = pictureCaption(stateWith({}), createTranslations('ko'), now);
    expect(legend[0]?.text).toBe('괴사 핵심 (NCR)');
    expect(facts).toEqual(['종양 분할: test-model 1.2.3', 'Glioscope, 2026. 5. 4.']);
    expect(notice).toBe('연구용 – 의료기기가 아닙니다');
  });

  test.each([
    [
      'a mask corrected by hand, its base gone',
      stateWith({}, corrected('result')),
      'test-model 1.2.3, corrected by hand',
    ],
    ['one drawn from nothing', stateWith({}, corrected('empty')), 'drawn by hand'],
    ['the expert’s', stateWith({ shownLabels: { kind: 'reference' } }), 'reference'],
    ['one in hand', inHand({ kind: 'result', resultId: 'r1' }, 2), 'test-model 1.2.3, corrected by hand'],
    ['one in hand that nothing was done to', inHand({ kind: 'result', resultId: 'r1' }, 0), 'test-model 1.2.3'],
    ['the expert’s in hand', inHand({ kind: 'reference' }, 1), 'reference, corrected by hand'],
    ['the expert’s in hand, nothing done', inHand({ kind: 'reference' }, 0), 'reference'],
    ['one being drawn', inHand({ kind: 'empty' }, 1), 'drawn by hand'],
    [
      'a version in hand, nothing done since',
      inHand({ kind: 'result', resultId: 'r1' }, 0, corrected('result')),
      'test-model 1.2.3, corrected by hand',
    ],
    ['one made without an image', stateWith({}, { without: 't2w' }), 'test-model 1.2.3 without T2'],
  ])('tells where the mask comes from: %s', (_case, state, source) => {
    expect(pictureCaption(state, english, now).facts[0]).toBe(`Segmentation: ${source}`);
  });

  test('names nobody unless asked: neither patient nor file nor what the user called a result', () => {
    const states = [
      stateWith({}, corrected('result')),
      stateWith({ shownLabels: { kind: 'reference' }, isAgreementShown: true }),
      stateWith({ shownLabels: { kind: 'reference' }, layout: 'label-maps' }),
    ];
    for (const state of states) {
      const pane = { paneId: 'shown', plane: 'axial', modality: null, labels: 'shown' } as const;
      const said = JSON.stringify([
        pictureCaption(state, english, now),
        viewWords(state, english.t, pane),
        pictureParts(state, [pane]),
      ]);
      expect(said).not.toMatch(/Kim|Lee|nii/);
    }
    expect(
      pictureCaption({ ...stateWith({}), picture: { isNamed: true, progress: null } }, english, now).facts[0],
    ).toBe('Kim');
  });

  test('explains only what is seen: hidden tissues, hidden masks, outlines, lines around regions', () => {
    expect(legendOf(stateWith({ hiddenTissues: ['ed'], labelStyle: 'outline', outlinedRegions: ['tc'] }))).toEqual([
      'line: Necrotic core (NCR)',
      'line: Enhancing tumour (ET)',
      'line: Tumour core (TC)',
    ]);
    for (const change of [
      { isLabelsVisible: false },
      { isPeeking: true },
      { shownLabels: { kind: 'none' } },
    ] as const) {
      const caption = pictureCaption(stateWith(change), english, now);
      expect([caption.legend, caption.facts.length]).toEqual([[], 1]);
    }
    const blank = pictureCaption(inHand({ kind: 'empty' }, 0), english, now);
    expect([blank.legend, blank.facts.length]).toEqual([[], 1]);
  });

  test('tells the two of an agreement apart, and on what they agree', () => {
    const state = stateWith({ isAgreementShown: true, comparedRegion: 'tc' });
    expect(legendOf(state)).toEqual(['area: In both', 'area: Only test-model 1.2.3', 'area: Only reference']);
    expect(pictureCaption(state, english, now).facts[0]).toBe('Agreement on: Tumour core');
  });

  test('over an uncertainty map labels are lines, and its colours are explained', () => {
    const uncertainty = { mapId: 'map', passes: 1, rangesMl: {}, places: [] } as unknown as Result['uncertainty']; // holds: no more is read
    const state = { ...stateWith({}, { uncertainty }) };
    const entries = legendOf({ ...state, uncertainty: { ...state.uncertainty, isMapShown: true } });
    expect(entries.map((entry) => entry.split(':')[0])).toEqual(['line', 'line', 'line', 'heat']);
  });
});

describe('the words in a view', () => {
  test('which modality and plane, and the window', () => {
    const pane = { paneId: 't2f', plane: 'coronal', modality: 't2f', labels: 'shown' } as const;
    const state = stateWith({ layout: 'modalities', windows: { t2f: { low: 100, high: 700.4 } } });
    expect(viewWords(state, english.t, pane)).toEqual({ titles: ['FLAIR · Coronal'], note: 'W 600  L 400' });
    const small = stateWith({ windows: { t1c: { low: -0.5, high: 1.25 } } });
    expect(viewWords(small, english.t, { ...pane, modality: null })).toMatchObject({ note: 'W 1.750  L 0.375' });
  });

  test('whose mask it is where two are side by side', () => {
    const state = stateWith({ layout: 'label-maps' });
    const pane = { paneId: 'other', plane: 'axial', modality: null, labels: 'other' } as const;
    expect(viewWords(state, english.t, pane).titles).toEqual(['T1ce · Axial', 'reference']);
  });

  test('the file’s name tells what is in the picture', () => {
    const state = stateWith({ crosshairMm: [0, 0, 5] });
    const axial = { paneId: 'axial', plane: 'axial', modality: null, labels: 'shown' } as const;
    expect(pictureParts(state, [axial])).toEqual(['T1ce', 'axial', '6']);
    expect(pictureParts(state, [axial, axial, axial])).toEqual(['T1ce', 'planes']);
    expect(pictureParts(stateWith({ layout: 'modalities' }), [axial, axial])).toEqual(['modalities', 'axial']);
    expect(pictureParts(stateWith({ layout: 'surface' }), [null])).toEqual(['T1ce', '3D']);
  });
});
