import { useTranslation } from 'react-i18next';
import type { Plane } from '#shared/domain/display.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { sliceCount, sliceOf } from '../../viewer/reading-frame.ts';

/** Which slice of a plane is shown (0 = first), of how many, and the words for it. */
export function useSlicePosition(plane: Plane): { slice: number; count: number; words: string } {
  const { t } = useTranslation();
  const slice = useWorkspace(({ study, viewer: { crosshairMm } }) =>
    study.status === 'open' ? sliceOf(study.frame, plane, crosshairMm) : 0,
  );
  const count = useWorkspace(({ study }) => (study.status === 'open' ? sliceCount(study.frame, plane) : 1));
  return { slice, count, words: t('workspace.sliceOf', { slice: slice + 1, count }) };
}
