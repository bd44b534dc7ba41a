import { measurementKinds } from '#shared/domain/measure/measurement.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import { letter, useShortcuts, type Shortcuts } from '../../ui/use-shortcuts.ts';
import { measuringKeys } from './measuring-keys.ts';

/** Tools, the automatic diameters and the way back; Escape is the correction's while its tools are out. */
export function useMeasuringKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const { measuring } = actions;
  const tools = measurementKinds.map((kind) =>
    letter(measuringKeys[kind], () => {
      measuring.takeTool(store.getState().measuring.tool === kind ? null : kind);
    }),
  );
  const shortcuts: Shortcuts = {
    ...letter(measuringKeys.rano, measuring.placeOnLesion),
    ...letter(measuringKeys.visible, measuring.toggleVisible),
    escape: () => {
      if (!store.getState().correction.isOpen) measuring.stepBack();
    },
  };
  useShortcuts(Object.assign({}, shortcuts, ...tools) as Shortcuts); // holds: shortcuts joined are shortcuts
}
