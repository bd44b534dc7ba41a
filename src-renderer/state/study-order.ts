import type { StudySummary } from '#shared/contract/index.ts';

/** What the list of studies can be ordered by. */
export type StudyColumn = 'patient' | 'added' | 'wholeTumour';

export interface StudyOrder {
  readonly by: StudyColumn;
  readonly isDescending: boolean;
}

/** The newest first. */
export const initialStudyOrder: StudyOrder = { by: 'added', isDescending: true };

/** The other way round; for another column as one looks through it first: names from A, the newest, the largest. */
export function nextStudyOrder(order: StudyOrder, by: StudyColumn): StudyOrder {
  return { by, isDescending: order.by === by ? !order.isDescending : by !== 'patient' };
}

/** In order; of equals the newest first, and last whatever way round what has no volume. @param language of the names' alphabet */
export function sortStudies(
  studies: readonly StudySummary[],
  { by, isDescending }: StudyOrder,
  language: string,
): readonly StudySummary[] {
  const names = new Intl.Collator(language, { numeric: true });
  const direction = isDescending ? -1 : 1;
  return studies.toSorted((a, b) => {
    const isWithout = Number(a.regionsMl === null) - Number(b.regionsMl === null);
    if (by === 'wholeTumour' && isWithout !== 0) return isWithout;
    return direction * compare(by, names, a, b) || b.createdAt.localeCompare(a.createdAt);
  });
}

function compare(by: StudyColumn, names: Intl.Collator, a: StudySummary, b: StudySummary): number {
  if (by === 'patient') return names.compare(a.patientName, b.patientName);
  if (by === 'added') return a.createdAt.localeCompare(b.createdAt);
  return (a.regionsMl?.wt ?? 0) - (b.regionsMl?.wt ?? 0);
}
