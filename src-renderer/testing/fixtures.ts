import type { IntakeDraft, IntakeFile, Job, Model, Result, Study, StudyVolume } from '#shared/contract/index.ts';
import { identityAffine } from '#shared/domain/affine.ts';
import type { Modality, SpareModality } from '#shared/domain/modality.ts';
import type { Shape } from '#shared/domain/vector.ts';

/* Small, complete things of the contract for tests; every test overrides what it is about. */

export const testShape: Shape = [4, 6, 8];

export function testVolume(modality: Modality): StudyVolume {
  return {
    volumeId: `volume-${modality}`,
    modality,
    shape: testShape,
    affine: identityAffine,
    fileName: `kim_${modality}.nii.gz`,
    fileSha256: 'f'.repeat(64),
    dataType: 'int16',
    slope: 1,
    intercept: 0,
    minimum: 0,
    maximum: 1000,
    window: { low: 100, high: 900 },
    notes: [],
  };
}

export function testResult(resultId: string, overrides: Partial<Result> = {}): Result {
  return {
    resultId,
    studyId: 'study-1',
    labelMapId: `labels-${resultId}`,
    createdAt: '2026-03-04T05:06:07Z',
    name: null,
    origin: { kind: 'network' },
    modelId: 'test-model',
    modelVersion: '1.2.3',
    modelSha256: 'abcdef0123456789'.repeat(4),
    engine: 'test-engine',
    provider: 'cpu',
    appVersion: '0.1.0',
    durationMs: 61_000,
    fallbacks: [],
    tissuesMl: { ncr: 1.5, ed: 20.25, et: 3 },
    regionsMl: { wt: 24.75, tc: 4.5, et: 3 },
    without: null,
    precision: null,
    beyondBudget: null,
    uncertainty: null,
    brain: null,
    ...overrides,
  };
}

export const testReference: NonNullable<Study['reference']> = {
  labelMapId: 'labels-reference',
  fileName: 'kim_seg.nii.gz',
  tissuesMl: { ncr: 1, ed: 20, et: 4 },
  regionsMl: { wt: 25, tc: 5, et: 4 },
};

export function testStudy(overrides: Partial<Study> = {}): Study {
  const results = overrides.results ?? [];
  return {
    studyId: 'study-1',
    patientId: 'patient-1',
    patientName: 'Kim',
    createdAt: '2026-03-04T05:00:00Z',
    modalities: ['t1n', 't1c', 't2w', 't2f'],
    hasReference: false,
    resultCount: results.length,
    scannedOn: null,
    regionsMl: results[0]?.regionsMl ?? null,
    isDoubtful: false,
    geometry: { shape: testShape, affine: identityAffine },
    labelConvention: 'brats-2018',
    volumes: [testVolume('t1n'), testVolume('t1c'), testVolume('t2w'), testVolume('t2f')],
    reference: null,
    intakeNotes: [],
    results,
    corrections: [],
    ...overrides,
  };
}

export function testJob(overrides: Partial<Job> = {}): Job {
  return {
    jobId: 'job-1',
    studyId: 'study-1',
    modelId: 'test-model',
    isThorough: false,
    brainExtraction: 'auto',
    state: 'running',
    stage: 'queued',
    fraction: 0,
    elapsedMs: 0,
    endedAt: null,
    remainingMs: null,
    resultId: null,
    failure: null,
    ...overrides,
  };
}

export function testModel(modelId: string, origin: Model['origin']): Model {
  const facts = {
    name: `Model ${modelId}`,
    version: '1',
    sha256: 'a'.repeat(64),
    licence: 'none',
    source: 'test',
    thoroughPasses: 1,
    dice: null,
    quantised: null,
  };
  return { modelKey: origin === 'added' ? `${modelId}@1` : modelId, modelId, origin, ...facts, failure: null };
}

/** A model that can do without FLAIR, and without nothing else. */
export function testModelWithoutFlair(modelId: string): Model {
  const dice = {
    ...{ cases: 9, all: { wt: 0.85, tc: 0.75, et: 0.7 } },
    without: { t2f: { wt: 0.71, tc: 0.74, et: 0.69 } },
  };
  return { ...testModel(modelId, 'shipped'), name: 'Frugal', dice };
}

/** The study that was opened without a modality. */
export function testStudyWithout(absent: SpareModality, overrides: Partial<Study> = {}): Study {
  const whole = testStudy(overrides);
  return {
    ...whole,
    modalities: whole.modalities.filter((modality) => modality !== absent),
    volumes: whole.volumes.filter(({ modality }) => modality !== absent),
  };
}

export function testFile(name: string, overrides: Partial<IntakeFile> = {}): IntakeFile {
  return {
    fileId: `file-${name}`,
    name,
    sizeBytes: 1_234_567,
    slot: null,
    slotSource: null,
    geometry: { shape: testShape, affine: identityAffine },
    dataType: 'int16',
    failure: null,
    notes: [],
    setAside: null,
    ...overrides,
  };
}

export function testDraft(files: readonly IntakeFile[], overrides: Partial<IntakeDraft> = {}): IntakeDraft {
  return {
    draftId: 'draft-1',
    suggestedPatientName: 'kim',
    files: [...files],
    problems: [],
    findings: [],
    alignment: null,
    absence: null,
    isReady: true,
    ...overrides,
  };
}
