import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../../src-renderer/base.css';
import { createRoot } from 'react-dom/client';
import { modalities } from '#shared/domain/modality.ts';
import { App } from '../../src-renderer/app.tsx';
import { createTranslations } from '../../src-renderer/i18n/translations.ts';
import { createWorkspaceStore } from '../../src-renderer/state/workspace-store.ts';
import { createFakeBackend } from '../../src-renderer/testing/fake-connection.ts';
import { testResult, testStudy, testVolume } from '../../src-renderer/testing/fixtures.ts';
import { framesOf, type FrameRate } from './frames.ts';
import { benchAffine, benchShape, createBrain, createTumour } from './volumes.ts';

/* The whole page over a backend in memory: everything but the wire. */

export interface AppBench {
  /** Milliseconds from asking for a study, its bytes at hand, to a lit pixel in every view of the layout. */
  open(layout: 'planes' | 'modalities'): Promise<number>;
  close(): Promise<void>;
  /** What a reader does, once per frame, for as long as given. */
  scroll(milliseconds: number): Promise<FrameRate>;
  dragWindow(milliseconds: number): Promise<FrameRate>;
  brush(milliseconds: number): Promise<FrameRate>;
  readonly workspace: ReturnType<typeof createWorkspaceStore>;
}

const backend = createFakeBackend();
const brains = modalities.map((_, seed) => createBrain(seed));
const tumour = createTumour();
const otherTumour = tumour.map((_, voxel) => tumour[voxel - 4] ?? 0);
const geometry = { shape: benchShape, affine: benchAffine };
let opened = 0;

/** A study of its own: new ids, and new memory as if it had been read. */
function addStudy(): string {
  opened += 1;
  const studyId = `study-${opened}`;
  const result = testResult(`result-${opened}`);
  const reference = { ...result, labelMapId: `reference-${opened}`, fileName: 'reference.nii.gz' };
  const volumes = modalities.map((modality, n) => {
    const volumeId = `${studyId}-${modality}`;
    backend.blobs.set(volumeId, (brains[n] ?? new Int16Array(0)).slice().buffer);
    return { ...testVolume(modality), ...geometry, volumeId };
  });
  backend.blobs.set(result.labelMapId, tumour.slice().buffer);
  backend.blobs.set(reference.labelMapId, otherTumour.slice().buffer);
  backend.studies.set(studyId, { ...testStudy({ studyId, results: [result] }), geometry, volumes, reference });
  return studyId;
}

const workspace = createWorkspaceStore(backend.connection);
await workspace.actions.begin();
const root = document.createElement('div');
root.id = 'root';
document.body.append(root);
const language = new URLSearchParams(location.hash.slice(1)).get('language') === 'ko' ? 'ko' : 'en';
createRoot(root).render(<App workspace={workspace} translations={createTranslations(language)} />);

function canvases(): HTMLCanvasElement[] {
  return [...document.querySelectorAll('canvas')];
}

function isLit(canvas: HTMLCanvasElement): boolean {
  const [red = 0] =
    canvas.getContext('2d')?.getImageData(Math.floor(canvas.width / 2) + 9, Math.floor(canvas.height / 2) + 9, 1, 1)
      .data ?? [];
  return red > 0;
}

async function nextFrame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

function largeView(): HTMLCanvasElement {
  const [canvas] = canvases().sort((a, b) => b.width * b.height - a.width * a.height);
  if (canvas === undefined) throw new Error('no view on the page');
  return canvas;
}

function point(canvas: HTMLCanvasElement, type: string, at: readonly [number, number], button = 0): void {
  const edges = canvas.getBoundingClientRect();
  canvas.dispatchEvent(
    new PointerEvent(type, {
      clientX: edges.left + at[0],
      clientY: edges.top + at[1],
      button,
      pointerId: 1,
      bubbles: true,
    }),
  );
}

/** A press, a spiral of moves one per frame, a release: a circle would soon paint what is painted, and change nothing. */
async function drag(milliseconds: number, button: number, radius: number): Promise<FrameRate> {
  const canvas = largeView();
  canvas.setPointerCapture = () => undefined; // there is no such pointer
  const { width, height } = canvas.getBoundingClientRect();
  const at = (n: number): readonly [number, number] => [
    width / 2 + (radius + n / 4) * Math.cos(n / 9),
    height / 2 + (radius + n / 4) * Math.sin(n / 9),
  ];
  point(canvas, 'pointerdown', at(0), button);
  const rate = await framesOf(milliseconds, (n) => {
    point(canvas, 'pointermove', at(n), button);
  });
  point(canvas, 'pointerup', at(0), button);
  return rate;
}

declare global {
  interface Window {
    appBench: AppBench;
  }
}

window.appBench = {
  workspace,
  async open(layout) {
    const studyId = addStudy();
    workspace.actions.display.setLayout(layout);
    const start = performance.now();
    void workspace.actions.openStudy(studyId);
    const wanted = layout === 'planes' ? 3 : 4;
    for (;;) {
      await nextFrame();
      const shown = canvases();
      if (shown.length === wanted && shown.every(isLit)) return performance.now() - start;
    }
  },
  async close() {
    await workspace.actions.backToStudies();
    backend.studies.clear();
    backend.blobs.clear();
    backend.calls.length = 0;
    await nextFrame();
  },
  async scroll(milliseconds) {
    workspace.actions.viewer.goToTumour();
    const canvas = largeView();
    return framesOf(milliseconds, (n) => {
      const deltaY = Math.floor(n / 20) % 2 === 0 ? -120 : 120;
      canvas.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
    });
  },
  dragWindow: (milliseconds) => drag(milliseconds, 2, 40),
  async brush(milliseconds) {
    const { correction } = workspace.actions;
    await correction.open();
    correction.takeTool('brush');
    await nextFrame();
    const rate = await drag(milliseconds, 0, 90);
    correction.close();
    return rate;
  },
};
