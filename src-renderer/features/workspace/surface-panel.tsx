import { Button, Text } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../keys/use-commands.tsx';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import type { Workspace } from '../../state/workspace-store.ts';
import { createSurfaceBuilder, type SurfaceBuilder } from '../../viewer/surface/build-surfaces.ts';
import type { SurfaceScene } from '../../viewer/surface/surface-scene.ts';
import { createSurfaceView, type SideLetter, type SurfaceView } from '../../viewer/surface/surface-view.ts';
import { ViewPictureMenu } from './picture/picture-menu.tsx';
import classes from './workspace.module.css';

type Availability = 'shown' | 'unavailable' | 'lost';

/** The tumour in the head, in three dimensions; where the computer cannot draw it, that is said and nothing else changes. */
export function SurfacePanel(): ReactElement {
  const { t } = useTranslation();
  const [availability, setAvailability] = useState<Availability>('shown');
  const [attempt, setAttempt] = useState(0);
  return (
    <section className={classes['panel']} aria-label={t('surface.title')} data-testid="surface-panel">
      <div className={classes['caption']}>
        <span className={classes['planeName']}>{t('surface.title')}</span>
        {availability === 'shown' && <ViewPictureMenu paneId={null} name={t('surface.title')} />}
      </div>
      <div className={classes['canvasHolder']}>
        {availability === 'shown' ? (
          <SurfaceCanvas key={attempt} onMissing={setAvailability} />
        ) : (
          <div className={classes['surfaceMissing']} role="status" data-testid="surface-missing">
            <Text size="sm">{t(`surface.${availability}`)}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setAttempt(attempt + 1);
                setAvailability('shown');
              }}
              data-testid="surface-retry"
            >
              {t('action.tryAgain')}
            </Button>
          </div>
        )}
      </div>
      <Text size="xs" c="dimmed" className={classes['surfaceHint'] ?? ''}>
        {t('surface.hint')}
      </Text>
    </section>
  );
}

/** While a mask is corrected the surfaces follow a moment after the last stroke. */
const restMs = 250;

function SurfaceCanvas(props: { onMissing: (availability: 'unavailable' | 'lost') => void }): ReactElement {
  const { t } = useTranslation();
  const workspace = useWorkspaceStore();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const lettersRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<SurfaceView>(null);
  const reportMissing = useEffectEvent(props.onMissing);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const view = createSurfaceView(canvas, {
      onCrosshair: workspace.actions.viewer.moveCrosshair,
      onLetters: (letters) => {
        placeLetters(lettersRef.current, letters);
      },
      onLost: () => {
        reportMissing('lost');
      },
    });
    viewRef.current = view;
    if (view === null) {
      reportMissing('unavailable');
      return;
    }
    const stop = joinToStore(view, workspace);
    const leave = workspace.views.add({ pane: null, canvas, source: view });
    return () => {
      stop();
      leave();
      view.dispose();
    };
  }, [workspace]);

  useCommands(
    {
      'surface.left': () => viewRef.current?.turn(step, 0),
      'surface.right': () => viewRef.current?.turn(-step, 0),
      'surface.up': () => viewRef.current?.turn(0, -step),
      'surface.down': () => viewRef.current?.turn(0, step),
      'surface.nearer': () => viewRef.current?.zoom(1.15),
      'surface.farther': () => viewRef.current?.zoom(1 / 1.15),
      'surface.reset': () => viewRef.current?.reset(),
    },
    canvasRef,
  );

  return (
    <>
      <canvas
        ref={canvasRef}
        className={classes['surfaceCanvas']}
        role="img"
        aria-label={t('surface.view')}
        tabIndex={0}
        data-testid="view-surface"
      />
      <div ref={lettersRef} className={classes['surfaceLetters']} aria-hidden />
    </>
  );
}

/** Radians a key turns. */
const step = Math.PI / 24;

/** Draws what the store shows; returns a function that stops it. Surfaces are built when voxels have come to rest. */
function joinToStore(view: SurfaceView, { store, scenes }: Workspace): () => void {
  const builder = createSurfaceBuilder();
  let drawn: SurfaceScene | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const build = (): void => {
    const state = store.getState();
    const scene = scenes.scene(state);
    if (scene === null) return;
    drawn = surfaceScene(builder, scene, state.viewer.hiddenTissues);
    if (drawn !== null) view.draw(drawn);
  };
  build();
  let [lastVoxels, lastHidden, lastVisible] = shownParts();
  const stop = store.subscribe((state) => {
    const { crosshairMm, isCrosshairVisible } = state.viewer;
    const [voxels, hidden, isVisible] = shownParts();
    if (voxels !== lastVoxels || hidden !== lastHidden || isVisible !== lastVisible || drawn === null) {
      [lastVoxels, lastHidden, lastVisible] = [voxels, hidden, isVisible];
      clearTimeout(timer);
      timer = setTimeout(build, restMs);
    } else if (drawn.crosshairMm !== crosshairMm || drawn.isCrosshairVisible !== isCrosshairVisible) {
      drawn = { ...drawn, crosshairMm, isCrosshairVisible };
      view.draw(drawn);
    }
  });
  return () => {
    clearTimeout(timer);
    stop();
  };

  function shownParts(): readonly [unknown, unknown, boolean] {
    const state = store.getState();
    const scene = scenes.scene(state);
    return [scene?.labels ?? scene?.volume, state.viewer.hiddenTissues, scene?.isLabelsVisible === true];
  }
}

type SliceSceneOfStore = NonNullable<ReturnType<Workspace['scenes']['scene']>>;

function surfaceScene(
  builder: SurfaceBuilder,
  scene: SliceSceneOfStore,
  hiddenTissues: Parameters<SurfaceBuilder['tumour']>[1],
): SurfaceScene | null {
  const { volume, labels, isLabelsVisible, crosshairMm, isCrosshairVisible } = scene;
  if (volume === null) return null;
  const head = builder.head(volume);
  const tumour = labels === null || !isLabelsVisible ? [] : builder.tumour(labels, hiddenTissues);
  return { ...head, surfaces: [...tumour, ...head.surfaces], crosshairMm, isCrosshairVisible };
}

function placeLetters(holder: HTMLElement | null, letters: readonly SideLetter[]): void {
  if (holder === null) return;
  letters.forEach(({ letter, x, y, isBehind }, index) => {
    const element = holder.children[index] ?? holder.appendChild(document.createElement('span'));
    if (!(element instanceof HTMLElement)) return;
    if (element.textContent !== letter) element.textContent = letter;
    element.style.left = `${(x * 100).toFixed(2)}%`;
    element.style.top = `${(y * 100).toFixed(2)}%`;
    element.style.opacity = isBehind ? '0.45' : '1';
  });
}
