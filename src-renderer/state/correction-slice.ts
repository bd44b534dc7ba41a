import type { Tissue } from '#shared/domain/label-scheme.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import type { ViewTool } from '../viewer/view-tool.ts';
import { createCorrectionOperations, type CorrectionOperations } from './correction-operations.ts';
import { brushLimitsMm, type CorrectionState, type CorrectionTool } from './correction-state.ts';
import { createCorrectionTools } from './correction-tools.ts';
import { openStudyOf, patchCorrection, patchViewer, type WorkspaceContext } from './context.ts';
import { createLeaveGuard, type LeaveGuard } from './leave-guard.ts';
import { createMaskSession } from './mask-session.ts';
import { activeVolume } from './selectors.ts';
import type { ShownLabels, WorkspaceState } from './workspace-state.ts';

export interface CorrectionActions extends CorrectionOperations, LeaveGuard {
  /** Lays the tools out over the label map on the screen. */
  readonly open: () => Promise<void>;
  /** Puts the tools away. What was corrected stays, and stays on the screen. */
  readonly close: () => void;
  /** Shows the mask in hand that was made from a base, or a new one. */
  readonly showMask: (base: MaskBase) => Promise<void>;
  readonly takeTool: (tool: CorrectionTool | null) => void;
  readonly setTissue: (tissue: Tissue) => void;
  readonly setRadius: (radiusMm: number) => void;
  readonly setThroughSlices: (isThroughSlices: boolean) => void;
  /** Whether the brush keeps to a range of the shown modality, which begins as the upper half of its window. */
  readonly toggleRange: () => void;
  /** Of the shown modality. */
  readonly setRange: (range: IntensityWindow) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** The mask in hand becomes a result of its own, and is shown. */
  readonly saveVersion: (name: string | null) => Promise<void>;
  /** Gives up everything that was corrected since the base. */
  readonly discard: () => Promise<void>;
  /** Writes to the disk what could not be written. */
  readonly retryWriting: () => void;
  /** Gives up the stroke under way; else puts the tool down; else puts the tools away. */
  readonly stepBack: () => void;
  /** The tool in hand for a plane's views: the same object as long as it means the same. */
  readonly viewTool: (state: WorkspaceState, plane: Plane) => ViewTool | null;
  /** Uses the tool in hand where the crosshair is. */
  readonly applyAtCrosshair: (plane: Plane) => void;
}

/** @param refresh takes over what the backend knows of a study. */
export function createCorrectionActions(
  context: WorkspaceContext,
  { refresh, loadVoxels }: { refresh: (studyId: string) => Promise<void>; loadVoxels: () => Promise<void> },
): CorrectionActions {
  const { store } = context;
  const session = createMaskSession(context, refresh);
  const tools = createCorrectionTools(context, session);
  const patch = (change: Partial<CorrectionState>): void => {
    patchCorrection(context, change);
  };

  async function showMask(base: MaskBase): Promise<void> {
    if (!(await session.open(base))) return;
    patchViewer(context, { shownLabels: { kind: 'correction' }, isLabelsVisible: true });
  }

  /** Where to go from a mask that is no longer in hand. */
  function showBase(base: MaskBase): void {
    patchViewer(context, { shownLabels: base.kind === 'empty' ? { kind: 'none' } : base });
    void loadVoxels();
  }

  function close(): void {
    const { mask } = store.getState().correction;
    tools.finishStroke();
    patch({ isOpen: false, tool: null, refusal: null });
    if (mask === null || session.isBegun()) return;
    session.leave();
    showBase(mask.base);
  }

  followStore(context, showMask);

  return {
    ...createCorrectionOperations(context, session),
    ...createLeaveGuard(context, session),
    ...settingActions(context, patch),
    showMask,
    close,
    async open() {
      const { shownLabels } = store.getState().viewer;
      if (openStudyOf(context) === null) return;
      if (shownLabels.kind !== 'correction') await showMask(baseOf(shownLabels));
      if (store.getState().correction.mask !== null) patch({ isOpen: true, tool: 'brush' });
    },
    takeTool(tool) {
      tools.finishStroke();
      patch({ tool, refusal: null });
    },
    undo: () => {
      tools.finishStroke();
      session.undo();
    },
    redo: () => {
      tools.finishStroke();
      session.redo();
    },
    async saveVersion(name) {
      tools.finishStroke();
      const resultId = await session.saveVersion(name);
      if (resultId === null) return;
      patch({ isOpen: false, tool: null });
      patchViewer(context, { shownLabels: { kind: 'result', resultId } });
      await loadVoxels();
    },
    async discard() {
      tools.cancelStroke();
      const base = store.getState().correction.mask?.base;
      if (base === undefined || !(await session.discard())) return;
      patch({ isOpen: false, tool: null });
      showBase(base);
    },
    retryWriting: () => session.retryWriting(),
    stepBack() {
      const { tool } = store.getState().correction;
      if (tools.cancelStroke()) return;
      if (tool === null) close();
      else patch({ tool: null, refusal: null });
    },
    viewTool: (state, plane) => tools.viewTool(state, plane),
    applyAtCrosshair: (plane) => {
      tools.applyAtCrosshair(plane);
    },
  };
}

/** Puts the tools away where there is nothing to paint on, and takes up what was left unfinished. */
function followStore(context: WorkspaceContext, showMask: (base: MaskBase) => Promise<void>): void {
  context.store.subscribe(({ study, viewer, correction: { isOpen } }, before) => {
    if (isOpen && viewer.shownLabels.kind !== 'correction') {
      patchCorrection(context, { isOpen: false, tool: null, refusal: null });
    }
    const studyBefore = before.study.status === 'open' ? before.study.study.studyId : null;
    const isNew = study.status === 'open' && studyBefore !== study.study.studyId;
    const latest = isNew ? study.study.corrections[0] : undefined;
    if (latest !== undefined) void showMask(latest.base);
  });
}

/** The base of a mask made from what is on the screen. */
function baseOf(shown: Exclude<ShownLabels, { kind: 'correction' }>): MaskBase {
  return shown.kind === 'none' ? { kind: 'empty' } : shown;
}

function settingActions(
  context: WorkspaceContext,
  patch: (change: Partial<CorrectionState>) => void,
): Pick<CorrectionActions, 'setTissue' | 'setRadius' | 'setThroughSlices' | 'toggleRange' | 'setRange'> {
  const { store } = context;
  return {
    setTissue: (tissue) => {
      patch({ tissue });
    },
    setRadius: (radiusMm) => {
      if (!Number.isFinite(radiusMm)) return;
      patch({ radiusMm: Math.min(Math.max(radiusMm, brushLimitsMm.least), brushLimitsMm.most) });
    },
    setThroughSlices: (isThroughSlices) => {
      patch({ isThroughSlices });
    },
    toggleRange() {
      const { isRangeOn } = store.getState().correction;
      patch({ isRangeOn: !isRangeOn, refusal: null });
    },
    setRange: ({ low, high }) => {
      const state = store.getState();
      const volume = activeVolume(state);
      if (volume === null || !Number.isFinite(low) || !Number.isFinite(high)) return;
      const range = { low, high: Math.max(low, high) };
      patch({ ranges: { ...state.correction.ranges, [volume.volumeId]: range } });
    },
  };
}
