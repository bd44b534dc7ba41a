import type { StoreApi } from 'zustand/vanilla';
import type { PreferenceChanges } from '#shared/contract/index.ts';
import { GlioscopeError, type Failure } from '#shared/domain/failure.ts';
import type { BackendConnection } from '../backend/connection.ts';
import { failureOf } from '../backend/failure-of.ts';
import type { CorrectionState } from './correction-state.ts';
import type { VolumeCache } from './volume-cache.ts';
import type { IntakeDraftState, Notice, OpenStudyState, ViewerState, WorkspaceState } from './workspace-state.ts';

/** What every slice's actions work with. */
export interface WorkspaceContext {
  readonly store: StoreApi<WorkspaceState>;
  readonly connection: BackendConnection;
  readonly volumes: VolumeCache;
}

type NoticeContent = Notice extends infer One ? (One extends Notice ? Omit<One, 'noticeId'> : never) : never;

/** The failure of a call; anything odd while the connection is down is the lost connection. */
export function failureIn({ connection }: WorkspaceContext, error: unknown): Failure {
  const failure = failureOf(error);
  const isVague = failure.code === 'internal' || failure.code === 'cancelled';
  return isVague && connection.status() === 'lost' ? new GlioscopeError('connection-lost') : failure;
}

/** Tells the user. What went well before is old news then; failures stay until they have been seen, the same one once. */
export function notify({ store }: WorkspaceContext, notice: NoticeContent): void {
  store.setState(({ notices }) => ({
    notices: [
      ...notices.filter((earlier) => earlier.kind === 'failure' && !isSameFailure(earlier, notice)),
      { ...notice, noticeId: (notices.at(-1)?.noticeId ?? 0) + 1 },
    ],
  }));
}

function isSameFailure(earlier: NoticeContent, notice: NoticeContent): boolean {
  if (earlier.kind !== 'failure' || notice.kind !== 'failure') return false;
  const [a, b] = [earlier.failure, notice.failure];
  return a.code === b.code && JSON.stringify(a.params) === JSON.stringify(b.params);
}

export function patchViewer({ store }: WorkspaceContext, patch: Partial<ViewerState>): void {
  store.setState(({ viewer }) => ({ viewer: { ...viewer, ...patch } }));
}

export function patchPreferences({ store }: WorkspaceContext, patch: PreferenceChanges): void {
  store.setState(({ preferences }) => ({ preferences: { ...preferences, ...patch } }));
}

export function patchCorrection({ store }: WorkspaceContext, patch: Partial<CorrectionState>): void {
  store.setState(({ correction }) => ({ correction: { ...correction, ...patch } }));
}

/** The open study, or null; with an id: only if it is that one. */
export function openStudyOf({ store }: WorkspaceContext, studyId?: string): OpenStudyState | null {
  const { study } = store.getState();
  if (study.status !== 'open') return null;
  return studyId === undefined || study.study.studyId === studyId ? study : null;
}

/** Changes the open study's state if it is still that study. */
export function patchOpenStudy(context: WorkspaceContext, studyId: string, patch: Partial<OpenStudyState>): void {
  const open = openStudyOf(context, studyId);
  if (open !== null) context.store.setState({ study: { ...open, ...patch } });
}

export function draftOf({ store }: WorkspaceContext): IntakeDraftState | null {
  const { intake } = store.getState();
  return intake.status === 'draft' ? intake : null;
}
