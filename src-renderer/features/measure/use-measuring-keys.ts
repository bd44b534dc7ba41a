import { measurementKinds } from '#shared/domain/measure/measurement.ts';
import { actionsFor, useCommands } from '../../keys/use-commands.tsx';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';

/** What tools are taken and put down by, the automatic diameters, and what hides all of it. */
export function useMeasuringKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const { measuring } = actions;
  useCommands({
    ...actionsFor(measurementKinds, 'measure', (kind) => {
      measuring.takeTool(store.getState().measuring.tool === kind ? null : kind);
    }),
    'measure.lesion': measuring.placeOnLesion,
    'measurements.toggle': measuring.toggleVisible,
  });
}
