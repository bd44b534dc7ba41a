import type { StudySummary } from '#shared/contract/index.ts';
import { regions, type Region } from '#shared/domain/label-scheme.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** A study of a patient, and how much has changed since the one before. */
export interface HistoryEntry {
  readonly study: StudySummary;
  /** Fractions of the volumes of the last study before that has a result; null where there is none, or it had nothing there. */
  readonly change: Readonly<Record<Region, number | null>>;
}

/**
 * The studies of the open study's patient, known by name as when a study is added, the earliest first: by the date of the
 * scan, else by when it was added.
 */
export function patientHistory({ study, studies: { list } }: WorkspaceState): readonly HistoryEntry[] {
  if (study.status !== 'open') return [];
  const open = study.study;
  const others = list.status === 'ready' ? list.studies : [];
  // what is open is newer than the list
  const own = [open, ...others.filter((other) => other.studyId !== open.studyId)].filter(
    ({ patientName }) => patientName.normalize() === open.patientName.normalize(), // a Mac's file names are in pieces
  );
  const inOrder = own.toSorted((a, b) => whenOf(a).localeCompare(whenOf(b)) || a.createdAt.localeCompare(b.createdAt));
  let before: StudySummary['regionsMl'] = null;
  return inOrder.map((each) => {
    const entry = { study: each, change: changeOf(before, each.regionsMl) };
    before = each.regionsMl ?? before;
    return entry;
  });
}

function whenOf({ scannedOn, createdAt }: StudySummary): string {
  return scannedOn ?? createdAt.slice(0, 'YYYY-MM-DD'.length);
}

function changeOf(before: StudySummary['regionsMl'], now: StudySummary['regionsMl']): HistoryEntry['change'] {
  const [wt, tc, et] = regions.map((region) => {
    const first = before?.[region] ?? 0;
    return now === null || first === 0 ? null : now[region] / first - 1;
  });
  return { wt: wt ?? null, tc: tc ?? null, et: et ?? null };
}
