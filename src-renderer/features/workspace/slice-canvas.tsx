import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalityNames } from '#shared/domain/modality.ts';
import { useCommands } from '../../keys/use-commands.tsx';
import type { Pane } from '../../state/panes.ts';
import { isImageLoading } from '../../state/selectors.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import { createSliceView } from '../../viewer/slice-view.ts';
import type { ViewTool } from '../../viewer/view-tool.ts';
import type { ViewMotionHolder } from '../../viewer/view-motion.ts';
import { sliceActions } from './use-reading-keys.ts';
import { useSlicePosition } from './use-slice-position.ts';
import classes from './workspace.module.css';

/** Joins one view to the store. The view draws from the store's changes by itself; React renders only its name. */
export function SliceCanvas({ pane, motion }: { pane: Pane; motion?: ViewMotionHolder }): ReactElement {
  const { paneId, plane, modality, labels } = pane;
  const { t } = useTranslation();
  const { store, actions, scenes, views } = useWorkspaceStore();
  const canvasRef = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const events = {
      onCrosshair: actions.viewer.moveCrosshair,
      onHover: actions.viewer.pointAt,
      onStep: (slices: number) => {
        actions.viewer.stepSlice(plane, slices);
      },
      onWindowDrag: (delta: { level: number; width: number }) => {
        actions.viewer.dragWindow(delta, modality ?? undefined);
      },
    };
    const view = createSliceView(canvas, plane, events, motion);
    const leave = views.add({ pane: { paneId, plane, modality, labels }, canvas, source: view });
    let tool: ViewTool | null = null;
    const holdTool = (): void => {
      const state = store.getState();
      const correcting = labels === 'shown' ? actions.correction.viewTool(state, plane) : null;
      const wanted = correcting ?? actions.measuring.viewTool(state, plane);
      if (wanted !== tool) view.setTool(wanted);
      tool = wanted;
    };
    const draw = (): void => {
      holdTool();
      const state = store.getState();
      const scene = scenes.scene(state, { modality, labels });
      // the first image decides what fills the view: a mask before it would be seen at another zoom, and jump
      const isUnframed = scene?.volume === null && scene.contentBox == null && isImageLoading(state);
      if (scene !== null && !isUnframed) view.draw(scene);
    };
    view.setOverlay(actions.measuring.overlay(plane));
    draw();
    const stop = store.subscribe(({ correction, measuring }, { correction: before, measuring: measuringBefore }) => {
      draw();
      if (measuring !== measuringBefore) view.repaint();
      const isOtherBrush = correction.radiusMm !== before.radiusMm || correction.tissue !== before.tissue;
      if (tool !== null && isOtherBrush) view.repaint();
    });
    return () => {
      stop();
      leave();
      view.dispose();
    };
  }, [store, actions, scenes, views, paneId, plane, modality, labels, motion]);

  useCommands(
    {
      ...sliceActions(actions.viewer, () => plane),
      'hand.use': () => {
        // one tool is in hand at a time, and the other's action does nothing
        if (labels === 'shown') actions.correction.applyAtCrosshair(plane);
        actions.measuring.setPlaceAtCrosshair(plane);
      },
    },
    canvasRef,
  );

  const view = `${t('workspace.view', { plane: t(`plane.${plane}`) })} ${useSlicePosition(plane).words}`;

  return (
    <canvas
      ref={canvasRef}
      className={classes['canvas']}
      role="img"
      aria-label={modality === null ? view : `${modalityNames[modality]}. ${view}`}
      tabIndex={0}
      data-testid={`view-${paneId}`}
    />
  );
}
