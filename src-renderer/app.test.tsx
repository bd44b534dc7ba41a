// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Study } from '#shared/contract/index.ts';
import { createFakeBackend } from './testing/fake-connection.ts';
import { testDraft, testFile, testJob, testResult, testStudy } from './testing/fixtures.ts';
import { showApp, showStudy, standInForBrowser } from './testing/show-app.tsx';

vi.mock('./viewer/slice-view.ts', () => import('./testing/slice-view-stand-in.ts'));

beforeAll(standInForBrowser);

afterEach(cleanup);

describe('start screen', () => {
  test('without studies it says what to do', async () => {
    const { backend, user } = await showApp();
    expect(screen.getByRole('heading', { name: 'Drop a study here' })).toBeDefined();
    backend.draft = testDraft([testFile('kim_t1.nii.gz', { slot: 't1n' })]);
    await user.click(screen.getByRole('button', { name: 'Try the sample study' }));
    expect(await screen.findByRole('heading', { name: 'New study' })).toBeDefined();
  });

  test('lists, searches and deletes after asking', async () => {
    const studies = [
      testStudy({ results: [testResult('r1')] }),
      testStudy({ studyId: 'study-2', patientName: '박서준', hasReference: true }),
    ];
    const { backend, user } = await showApp(createFakeBackend(studies));
    const [first, second] = screen.getAllByTestId('study-row');
    expect(first?.textContent).toContain('24.8 mL');
    expect(second?.textContent).toContain('Not segmented');
    await user.type(screen.getByRole('textbox', { name: 'Search patients' }), '박');
    expect(screen.getAllByTestId('study-row')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Delete the study of 박서준' }));
    expect(backend.callsOf('studies.remove')).toEqual([]);
    const dialog = await screen.findByRole('dialog', { name: 'Delete this study?' });
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(backend.callsOf('studies.remove')).toEqual([{ studyId: 'study-2' }]));
  });

  test('orders by a column, and deletes several studies after asking once', async () => {
    const studies = ['Kim', 'Lee', 'Choi'].map((patientName, index) =>
      testStudy({
        studyId: `study-${String(index)}`,
        patientName,
        createdAt: `2026-03-0${String(index + 1)}T00:00:00Z`,
      }),
    );
    const { backend, user } = await showApp(createFakeBackend(studies));
    const names = (): readonly (string | null)[] =>
      screen.getAllByRole('button', { name: /^Open the study/ }).map((button) => button.textContent);
    expect(names()).toEqual(['Choi', 'Lee', 'Kim']);
    await user.click(screen.getByTestId('order-by-patient'));
    expect(names()).toEqual(['Choi', 'Kim', 'Lee']);
    expect(screen.getByRole('columnheader', { name: 'Patient' }).getAttribute('aria-sort')).toBe('ascending');

    for (const patient of ['Kim', 'Choi']) {
      await user.click(screen.getByRole('checkbox', { name: `Select the study of ${patient}` }));
    }
    await user.type(screen.getByRole('textbox', { name: 'Search patients' }), 'e');
    expect(screen.getByText('1 of 3 studies')).toBeDefined();
    expect(screen.queryByTestId('delete-selected'), 'none that is selected is on the screen').toBeNull();
    await user.clear(screen.getByRole('textbox', { name: 'Search patients' }));
    await user.click(screen.getByTestId('delete-selected'));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 studies?' });
    expect(dialog.textContent).toContain('Choi, Kim.');
    expect(backend.callsOf('studies.remove')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => {
      expect(backend.callsOf('studies.remove')).toEqual([{ studyId: 'study-2' }, { studyId: 'study-0' }]);
    });
    await waitFor(() => {
      expect(names()).toEqual(['Lee']);
    });
  });

  test('says when the library cannot be read', async () => {
    const backend = createFakeBackend();
    backend.failures.set('studies.list', new Error('boom'));
    await showApp(backend);
    expect(screen.getByText(/Something went wrong inside Glioscope/)).toBeDefined();
  });
});

describe('intake', () => {
  const files = [
    testFile('kim_t1.nii.gz', { slot: 't1n' }),
    testFile('kim_t1ce.nii.gz', { slot: 't1c' }),
    testFile('report.nii', { geometry: null, failure: { code: 'not-an-image', params: { file: 'report.nii' } } }),
  ];

  test('shows each file in its slot, what is wrong where it is, and what is missing', async () => {
    const { backend, user } = await showApp();
    const problems = [{ code: 'missing-modality' as const, params: { modalities: 'T2, FLAIR' } }];
    backend.draft = testDraft(files, { problems, isReady: false });
    await user.click(screen.getByTestId('new-study'));
    const t1ce = await screen.findByRole('region', { name: 'T1ce' });
    expect(t1ce.textContent).toContain('kim_t1ce.nii.gz');
    expect(t1ce.textContent).toContain('4 × 6 × 8');
    expect(t1ce.textContent).toContain('1.00 × 1.00 × 1.00 mm');
    const unassigned = screen.getByRole('region', { name: 'Files without a slot' });
    expect(within(unassigned).getByTestId('intake-failure').textContent).toContain('is not a NIfTI image');
    expect(screen.getByTestId('intake-problems').textContent).toContain('T2, FLAIR');
    expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', true);
  });

  test('remarks on a card what its header leaves open, without alarm', async () => {
    const { backend, user } = await showApp();
    const notes = [
      { code: 'analyze-no-orientation' as const, params: {} },
      { code: 'units-ignored' as const, params: { unit: 'µm' } },
    ];
    backend.draft = testDraft([
      testFile('kim_t1.img', { slot: 't1n', notes }),
      testFile('kim_t2.nii', { slot: 't2w' }),
    ]);
    await user.click(screen.getByTestId('new-study'));
    const card = await screen.findByRole('region', { name: 'T1' });
    const remarks = within(card).getAllByTestId('image-note');
    expect(remarks.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Left and right cannot be known'),
      expect.stringContaining('lengths are in µm'),
    ]);
    expect(card.getAttribute('data-state')).toBe('ready');
    expect(within(card).queryByRole('alert')).toBeNull();
    expect(within(screen.getByRole('region', { name: 'T2' })).queryByTestId('image-note')).toBeNull();
  });

  test('moves a file by its select and by dragging it', async () => {
    const { backend, user } = await showApp();
    backend.draft = testDraft(files);
    await user.click(screen.getByTestId('new-study'));
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Slot of kim_t1.nii.gz' }), 'FLAIR');
    const dataTransfer = { types: ['application/x-glioscope-file'], getData: () => 'file-kim_t1.nii.gz' };
    fireEvent.drop(screen.getByTestId('intake-slot-t2w'), { dataTransfer });
    await waitFor(() =>
      expect(backend.callsOf('intake.assign')).toEqual([
        { draftId: 'draft-1', fileId: 'file-kim_t1.nii.gz', slot: 't2f' },
        { draftId: 'draft-1', fileId: 'file-kim_t1.nii.gz', slot: 't2w' },
      ]),
    );
  });

  test('needs a name to be stored', async () => {
    const backend = createFakeBackend([testStudy()]);
    const { user } = await showApp(backend);
    backend.draft = testDraft(files);
    await user.click(screen.getByTestId('new-study'));
    const name = await screen.findByRole('textbox', { name: 'Patient' });
    await user.clear(name);
    expect(screen.getByTestId('commit-study')).toHaveProperty('disabled', true);
    await user.type(name, 'Lee');
    await user.click(screen.getByRole('button', { name: 'Open study' }));
    await waitFor(() => expect(backend.callsOf('intake.commit')).toEqual([{ draftId: 'draft-1', patientName: 'Lee' }]));
    expect(await screen.findByRole('img', { name: /Axial view/ })).toBeDefined();
  });

  test('the whole window takes files', async () => {
    const { backend } = await showApp();
    backend.draft = testDraft(files);
    fireEvent.dragEnter(document.body, { dataTransfer: { types: ['Files'] } });
    expect(screen.getByTestId('drop-overlay').textContent).toContain('Drop to start a new study');
    fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], items: [], files: [] } });
    expect(screen.queryByTestId('drop-overlay')).toBeNull();
    expect(await screen.findByRole('heading', { name: 'New study' })).toBeDefined();
  });
});

describe('workspace', () => {
  test('keys change the modality and switch the segmentation, in a Korean layout too', async () => {
    const { workspace, user } = await showStudy(testStudy({ results: [testResult('r1')] }));
    const toggle = screen.getByTestId('toggle-segmentation');
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    await user.keyboard('s');
    expect(toggle.getAttribute('aria-pressed')).toBe('false');
    fireEvent.keyDown(document.body, { key: 'ㄴ', code: 'KeyS' });
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    await user.keyboard('4');
    expect(workspace.store.getState().viewer.modality).toBe('t2f');
    await user.keyboard('{Control>}s{/Control}');
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
  });

  test('keys typed into a field are text', async () => {
    const { user } = await showStudy(testStudy({ results: [testResult('r1')] }));
    await user.click(screen.getByRole('button', { name: 'Rename the patient' }));
    await user.type(await screen.findByRole('textbox', { name: 'Patient' }), 's4');
    expect(screen.getByTestId('toggle-segmentation').getAttribute('aria-pressed')).toBe('true');
  });

  test('a focused view and its slider step through slices', async () => {
    const { workspace, user } = await showStudy();
    screen.getByTestId('view-coronal').focus();
    await user.keyboard('{ArrowUp}{PageDown}');
    expect(workspace.store.getState().viewer.crosshairMm).toEqual([2, 0, 4]);
    fireEvent.change(screen.getByRole('slider', { name: 'Axial slice' }), { target: { value: '7' } });
    expect(workspace.store.getState().viewer.crosshairMm).toEqual([2, 0, 7]);
  });

  test('shows volumes in millilitres, how they were made, and that it is for research', async () => {
    const { user } = await showStudy(testStudy({ results: [testResult('r1')] }));
    const volume = (name: string): string | null => screen.getByTestId(`volume-${name}`).textContent;
    expect(['ncr', 'ed', 'et', 'wt', 'tc'].map(volume)).toEqual(['1.5', '20.3', '3.0', '24.8', '4.5']);
    expect(screen.queryByTestId('provenance')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'How it was made', expanded: false }));
    expect(screen.getByTestId('provenance').textContent).toContain('test-model 1.2.3 · abcdef012345');
    expect(screen.getByTestId('research-use-only').textContent).toContain('not a medical device');
  });

  test('says that a segmentation took more memory than was planned, in both languages', async () => {
    const beyondBudget = { peakBytes: 640e6, budgetBytes: 450e6 };
    const { user } = await showStudy(testStudy({ results: [testResult('r1', { beyondBudget })] }));
    await user.click(screen.getByRole('button', { name: 'How it was made', expanded: false }));
    const provenance = screen.getByTestId('provenance');
    expect(provenance.textContent).toContain('Memory640\u00a0MB, more than the 450\u00a0MB planned');
    await user.click(screen.getByTestId('language-menu'));
    await user.click(await screen.findByTestId('language-ko'));
    await waitFor(() => expect(provenance.textContent).toContain('메모리640MB 사용(계획한 450MB 초과)'));
  });

  test('says with a result what was remarked on its images, and what became of that', async () => {
    const intakeNotes: Study['intakeNotes'] = [
      {
        ...{ kind: 'swapped', reason: null, answer: 'kept', confidence: 0.99 },
        files: [
          { fileName: 'kim_a.nii.gz', slot: 't1n', suggestedSlot: 't1c' },
          { fileName: 'kim_b.nii.gz', slot: 't1c', suggestedSlot: 't1n' },
        ],
      },
      {
        ...{ kind: 'unlike-training', reason: 'thick-slices', answer: 'unanswered', confidence: null },
        files: [{ fileName: 'kim_c.nii.gz', slot: 't2w', suggestedSlot: null }],
      },
      { kind: 'without', reason: null, answer: 'kept', confidence: null, modality: 't1n', files: [] },
    ];
    await showStudy(testStudy({ results: [testResult('r1')], intakeNotes }));
    const remarks = within(screen.getByTestId('intake-notes')).getAllByRole('listitem');
    expect(remarks.map(({ textContent }) => textContent)).toEqual([
      'Two files look swapped (T1, T1ce): seen and kept.',
      'The slices are thick (T2): the study was opened without an answer.',
      'T1 was missing: the study was opened without it.',
    ]);
  });

  test('the reference can be shown instead, and is not exported', async () => {
    const reference = {
      labelMapId: 'labels-reference',
      fileName: 'kim_seg.nii.gz',
      tissuesMl: { ncr: 1, ed: 2, et: 5 },
      regionsMl: { wt: 8, tc: 6, et: 5 },
    };
    const { user } = await showStudy(testStudy({ results: [testResult('r1')], reference }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Label map' }), 'Reference · kim_seg.nii.gz');
    expect(screen.getByTestId('volume-wt').textContent).toBe('8.0');
    expect(screen.getByTestId('export')).toHaveProperty('disabled', true);
  });

  test('a running job shows stage, share and time, and can be cancelled; a failed one says why', async () => {
    const { backend, user } = await showStudy();
    await user.click(screen.getByRole('button', { name: 'Segment' }));
    await waitFor(() => expect(backend.callsOf('jobs.watch')).toHaveLength(1));
    backend.report(testJob({ stage: 'predicting', fraction: 0.42, elapsedMs: 65_000, remainingMs: 90_000 }));
    await screen.findByText('Finding the tumour');
    expect(screen.getByTestId('job-percent').textContent).toBe('42%');
    expect(screen.getByText(/1 min 5 sec elapsed/)).toBeDefined();
    expect(screen.getByText(/about 1 min 30 sec left/)).toBeDefined();
    await user.click(screen.getByTestId('cancel-job'));
    expect(screen.getByTestId('cancel-job')).toHaveProperty('disabled', true);
    backend.report(testJob({ state: 'failed', failure: { code: 'out-of-memory', params: {} } }));
    expect((await screen.findByTestId('job-failure')).textContent).toContain('not enough memory');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
  });
});

describe('everywhere', () => {
  test('the language changes at once and is kept', async () => {
    const { backend, user } = await showApp();
    await user.click(screen.getByTestId('language-menu'));
    await user.click(await screen.findByTestId('language-ko'));
    expect(await screen.findByRole('heading', { name: '검사 파일을 여기에 놓으십시오' })).toBeDefined();
    expect(document.documentElement.lang).toBe('ko');
    expect(backend.preferences.language).toBe('ko');
    expect(backend.callsOf('setLanguage').at(-1)).toBe('ko');
  });

  test('a lost connection has its banner until it is back', async () => {
    const { backend, user } = await showApp();
    backend.setStatus('lost');
    const banner = await screen.findByTestId('connection-lost');
    await user.click(within(banner).getByRole('button', { name: 'Reconnect now' }));
    expect(backend.callsOf('reconnect')).toHaveLength(1);
    backend.setStatus('connected');
    await waitFor(() => expect(screen.queryByTestId('connection-lost')).toBeNull());
  });
});
