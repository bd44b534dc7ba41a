import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalityNames } from '#shared/domain/modality.ts';
import type { Pane } from '../../state/panes.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import { createSliceView, type ViewTool } from '../../viewer/slice-view.ts';
import type { ViewMotionHolder } from '../../viewer/view-motion.ts';
import { useSlicePosition } from './use-slice-position.ts';
import classes from './workspace.module.css';

/** Slices a key moves; like the slider's, up and right go towards superior, anterior and right. */
export const keySteps: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};

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
      const scene = scenes.scene(store.getState(), { modality, labels });
      if (scene !== null) view.draw(scene);
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

  function step(event: KeyboardEvent): void {
    if (event.key === 'Enter' && labels === 'shown') actions.correction.applyAtCrosshair(plane);
    if (event.key === 'Enter') actions.measuring.setPlaceAtCrosshair(plane);
    const slices = keySteps[event.key];
    if (slices === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); // and so the page's own keys leave it alone
    actions.viewer.stepSlice(plane, slices);
  }

  const view = `${t('workspace.view', { plane: t(`plane.${plane}`) })} ${useSlicePosition(plane).words}`;

  return (
    <canvas
      ref={canvasRef}
      className={classes['canvas']}
      role="img"
      aria-label={modality === null ? view : `${modalityNames[modality]}. ${view}`}
      tabIndex={0}
      data-testid={`view-${paneId}`}
      onKeyDown={step}
    />
  );
}
