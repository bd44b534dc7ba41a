import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import type { Plane } from '../../viewer/planes.ts';
import { createSliceView } from '../../viewer/slice-view.ts';
import classes from './workspace.module.css';

/** Slices a key moves; like the slider's, up and right go towards superior, anterior and right. */
const keySteps: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};

/** Joins one view to the store. The view draws from the store's changes by itself; React renders this once. */
export function SliceCanvas({ plane }: { plane: Plane }): ReactElement {
  const { t } = useTranslation();
  const { store, actions, scenes } = useWorkspaceStore();
  const canvasRef = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const view = createSliceView(canvas, plane, {
      onCrosshair: actions.viewer.moveCrosshair,
      onStep: (slices) => {
        actions.viewer.stepSlice(plane, slices);
      },
      onWindowDrag: actions.viewer.dragWindow,
    });
    const draw = (): void => {
      const scene = scenes.scene(store.getState());
      if (scene !== null) view.draw(scene);
    };
    draw();
    const stop = store.subscribe(draw);
    return () => {
      stop();
      view.dispose();
    };
  }, [store, actions, scenes, plane]);

  function step(event: KeyboardEvent): void {
    const slices = keySteps[event.key];
    if (slices === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions.viewer.stepSlice(plane, slices);
  }

  return (
    <canvas
      ref={canvasRef}
      className={classes['canvas']}
      role="img"
      aria-label={t('workspace.view', { plane: t(`plane.${plane}`) })}
      tabIndex={0}
      data-testid={`view-${plane}`}
      onKeyDown={step}
    />
  );
}
