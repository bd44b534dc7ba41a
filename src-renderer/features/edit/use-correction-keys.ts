import { tissues } from '#shared/domain/label-scheme.ts';
import { actionsFor, useCommands } from '../../keys/use-commands.tsx';
import { brushLimitsMm, correctionTools } from '../../state/correction-state.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';

/** What lays the tools out and puts them away, and what each of them is taken by. */
export function useCorrectionKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const { correction } = actions;
  const resize = (byMm: number) => () => {
    correction.setRadius(store.getState().correction.radiusMm + byMm);
  };
  useCommands({
    'correction.toggle': () => {
      if (store.getState().correction.isOpen) correction.close();
      else void correction.open();
    },
    ...actionsFor(correctionTools, 'tool', correction.takeTool),
    ...actionsFor(tissues, 'paint', correction.setTissue),
    'brush.depth': () => {
      correction.setThroughSlices(!store.getState().correction.isThroughSlices);
    },
    'brush.smaller': resize(-brushLimitsMm.step),
    'brush.larger': resize(brushLimitsMm.step),
    'brush.threshold': correction.toggleRange,
    'correction.undo': correction.undo,
    'correction.redo': correction.redo,
  });
}
