import '@mantine/core/styles.css';
import '../../../src-renderer/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../../src-renderer/app.tsx';
import { createTranslations } from '../../../src-renderer/i18n/translations.ts';
import { createWorkspaceStore, type Workspace } from '../../../src-renderer/state/workspace-store.ts';
import { initialMeasuring } from '../../../src-renderer/state/measuring-state.ts';
import type { FakeBackend } from '../../../src-renderer/testing/fake-connection.ts';
import type { CanvasPoint } from '../../../src-renderer/viewer/viewport.ts';
import type { ViewSize } from './oracle.ts';
import { createObliqueBackend, studyId } from './oblique-backend.ts';

/* The page of reading.test.ts: the whole app as users have it, over a backend in memory. */

export interface ReadingPage {
  readonly workspace: Workspace;
  readonly backend: FakeBackend;
  /** Shows the study as it is opened, but for what a test wants away: crosshair, labels, smoothing. */
  reset(): Promise<void>;
  /** Resolves when what was asked for is on the canvases. */
  settle(): Promise<void>;
  measure(paneId: string): ViewSize;
  /** Red, green, blue on a view at points in CSS pixels. */
  coloursAt(paneId: string, points: readonly CanvasPoint[]): number[][];
  /** Texts written to a view since they were last asked for, with the place given for each. */
  takeTexts(paneId: string): { text: string; x: number; y: number }[];
  /** Label codes of the map on the screen. */
  shownCodes(): number[];
}

declare global {
  interface Window {
    readingPage: ReadingPage;
  }
}

const texts = new Map<HTMLCanvasElement, { text: string; x: number; y: number }[]>();
const write = Reflect.get(CanvasRenderingContext2D.prototype, 'fillText'); // called with its context below
CanvasRenderingContext2D.prototype.fillText = function (text, x, y): void {
  texts.set(this.canvas, [...(texts.get(this.canvas) ?? []), { text, x, y }]);
  write.call(this, text, x, y);
};

function canvasOf(paneId: string): HTMLCanvasElement {
  const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid="view-${paneId}"]`);
  if (canvas === null) throw new Error(`no view ${paneId} on the screen`);
  return canvas;
}

function sizeOf(canvas: HTMLCanvasElement): ViewSize {
  const { width, height } = canvas.getBoundingClientRect();
  const fontScale = parseFloat(getComputedStyle(canvas).fontSize) / 16;
  return { width, height, fontScale, perPixel: { x: width / canvas.width, y: height / canvas.height } };
}

/** React renders, the views follow the layout, and what they then ask for is painted. */
async function settle(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function start(): Promise<void> {
  const backend = createObliqueBackend();
  const workspace = createWorkspaceStore(backend.connection);
  const { store, actions, scenes } = workspace;
  await actions.begin();
  await actions.openStudy(studyId);
  const opened = store.getState();
  const root = document.createElement('div');
  root.id = 'root';
  document.body.append(root);
  createRoot(root).render(<App workspace={workspace} translations={createTranslations('en')} />);
  window.readingPage = {
    workspace,
    backend,
    settle,
    async reset() {
      const plain = { isCrosshairVisible: false, isLabelsVisible: false, isInterpolated: false };
      store.setState({
        viewer: { ...opened.viewer, ...plain },
        uncertainty: opened.uncertainty,
        measuring: initialMeasuring,
      });
      await settle();
    },
    measure: (paneId) => sizeOf(canvasOf(paneId)),
    coloursAt(paneId, points) {
      const canvas = canvasOf(paneId);
      const { width, height } = canvas;
      const { perPixel } = sizeOf(canvas);
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return points.map(({ x, y }) => {
        const offset = 4 * (Math.floor(x / perPixel.x) + width * Math.floor(y / perPixel.y));
        return [...data.slice(offset, offset + 3)];
      });
    },
    takeTexts(paneId) {
      const written = texts.get(canvasOf(paneId)) ?? [];
      texts.delete(canvasOf(paneId));
      return written;
    },
    shownCodes: () => [...(scenes.scene(store.getState())?.labels?.voxels ?? [])],
  };
}

void start();
