// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { planes, type Plane } from '#shared/domain/display.ts';
import { modalities } from '#shared/domain/modality.ts';
import { createReadingFrame } from '../viewer/reading-frame.ts';
import { testStudy } from '../testing/fixtures.ts';
import type { Pane } from './panes.ts';
import { picturedViews, viewInHand } from './pictured-views.ts';
import type { ShownView } from './shown-views.ts';
import { initialState, initialViewer, type ViewerState, type WorkspaceState } from './workspace-state.ts';

const source = { still: () => null };

function shown(pane: Pane | null): ShownView {
  const canvas = document.createElement('canvas');
  canvas.tabIndex = 0;
  document.body.append(canvas);
  return { pane, canvas, source };
}

const planePane = (plane: Plane): Pane => ({ paneId: plane, plane, modality: null, labels: 'shown' });

function stateWith(viewer: Partial<ViewerState>): WorkspaceState {
  const study = testStudy();
  const frame = createReadingFrame(study.geometry);
  return {
    ...initialState('connected'),
    study: { status: 'open', study, frame, heldBlobs: [], blobFailures: {} },
    viewer: { ...initialViewer, ...viewer },
  };
}

const idsOf = (views: readonly ShownView[]): (string | null)[] => views.map(({ pane }) => pane?.paneId ?? null);

test('three planes come in reading order, whatever order they were put up in, beside the large one', () => {
  const all = planes.toReversed().map((plane) => shown(planePane(plane)));
  const { views, largeIndex } = picturedViews(all, stateWith({ largePlane: 'coronal' }), 'layout');
  expect(idsOf(views)).toEqual(['axial', 'coronal', 'sagittal']);
  expect(largeIndex).toBe(1);
});

test('the view in 3D is the last, in two columns', () => {
  const all = [shown(null), ...planes.map((plane) => shown(planePane(plane)))];
  const { views, largeIndex } = picturedViews(all, stateWith({ layout: 'surface' }), 'layout');
  expect(idsOf(views)).toEqual(['axial', 'coronal', 'sagittal', null]);
  expect(largeIndex).toBeNull();
});

test('the view in hand has the focus; without one it is large, or shows the modality that is chosen', () => {
  const all = planes.map((plane) => shown(planePane(plane)));
  const state = stateWith({ largePlane: 'sagittal' });
  expect(viewInHand(all, state)?.pane?.plane).toBe('sagittal');
  all[1]?.canvas.focus();
  expect(viewInHand(all, state)?.pane?.plane).toBe('coronal');
  all[1]?.canvas.blur();
  const compared = modalities.map((modality) => shown({ paneId: modality, plane: 'axial', modality, labels: 'shown' }));
  expect(viewInHand(compared, stateWith({ layout: 'modalities', modality: 't2f' }))?.pane?.modality).toBe('t2f');
});

test('a view that is asked for is taken, and nothing where there is none', () => {
  const view = shown(null);
  expect(picturedViews([], stateWith({}), view).views).toEqual([view]);
  expect(picturedViews([], stateWith({}), 'in-hand').views).toEqual([]);
});
