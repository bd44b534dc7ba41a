import { modalities } from '#shared/domain/modality.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { CommandActions } from '../../keys/bindings.ts';
import { actionsFor, useCommands } from '../../keys/use-commands.tsx';
import type { ViewerActions } from '../../state/viewer-slice.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';

/** Keys of the reading screen, wherever the focus is: what the mouse reaches, and what is faster without it. */
export function useReadingKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const { viewer, display, uncertainty } = actions;
  useCommands({
    ...actionsFor(modalities, 'modality', viewer.showModality),
    ...sliceActions(viewer, () => store.getState().viewer.largePlane),
    'modality.previous': viewer.showPreviousModality,
    'tumour.show': viewer.goToTumour,
    'labels.toggle': viewer.toggleLabels,
    'labels.peek': display.peek,
    'labels.style': display.cycleLabelStyle,
    'place.next': () => {
      uncertainty.stepPlace(1);
    },
    'place.previous': () => {
      uncertainty.stepPlace(-1);
    },
    'uncertainty.toggle': uncertainty.toggleMap,
    'window.automatic': () => {
      viewer.resetWindow();
    },
    'crosshair.toggle': viewer.toggleCrosshair,
    'interpolation.toggle': display.toggleInterpolation,
    'layout.next': display.cycleLayout,
    'layout.single': display.toggleSingle,
    'agreement.toggle': display.toggleAgreement,
    'surface.toggle': display.toggleSurface,
    'hand.stepBack': actions.stepBack,
  });
}

/** Like the slider's, up and right go towards superior, anterior and right. */
export function sliceActions(viewer: ViewerActions, plane: () => Plane): CommandActions {
  const step = (slices: number) => () => {
    viewer.stepSlice(plane(), slices);
  };
  return { 'slice.next': step(1), 'slice.previous': step(-1), 'slice.farOn': step(10), 'slice.farBack': step(-10) };
}
