import { beforeEach, expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { paintMark, slicesAway } from '../viewer/measurement-marks.ts';
import type { Painter } from '../viewer/annotations.ts';
import type { Viewport } from '../viewer/viewport.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testStudy } from '../testing/fixtures.ts';
import { createWorkspaceStore, type Workspace } from './workspace-store.ts';

vi.mock('../viewer/measurement-marks.ts', () => ({ paintMark: vi.fn(), slicesAway: vi.fn() }));

let backend: FakeBackend;
let workspace: Workspace;

beforeEach(async () => {
  backend = createFakeBackend([testStudy()]);
  workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy('study-1');
});

const isFolded = (): boolean => workspace.store.getState().viewer.foldedSections.includes('measuring');
const ends = (): readonly (readonly Vec3[])[] =>
  workspace.store.getState().measuring.measurements.map(({ placesMm }) => placesMm);

/** A distance in the axial view, as the view reports it. */
function measure(from: Vec3, to: Vec3): void {
  workspace.actions.measuring.takeTool('distance');
  const tool = workspace.actions.measuring.viewTool(workspace.store.getState(), 'axial');
  if (tool === null) throw new Error('no tool in hand');
  tool.press(from);
  tool.drag([to], false);
  tool.release(true);
}

test('a tool that is taken opens its section, where it is said what to do and what was measured', () => {
  expect(isFolded()).toBe(true);
  workspace.actions.measuring.takeTool('angle');
  expect(isFolded()).toBe(false);
});

test('diameters that cannot be placed are not refused behind a folded title', () => {
  workspace.actions.measuring.placeOnLesion();
  expect([workspace.store.getState().measuring.refusal, isFolded()]).toEqual(['no-mask', false]);
});

test('what the library could not take is taken back and told, though it cannot be read either', async () => {
  measure([0, 0, 0], [2, 0, 0]);
  await expect.poll(() => backend.callsOf('measurements.save')).toHaveLength(1);
  for (const operation of ['save', 'list']) {
    backend.failures.set(`measurements.${operation}`, new GlioscopeError('connection-lost'));
  }
  measure([0, 0, 0], [0, 2, 0]);
  expect(ends()).toHaveLength(2);
  await expect.poll(ends).toEqual([[expect.anything(), [2, 0, 0]]]);
  expect(workspace.store.getState().notices).toMatchObject([{ failure: { code: 'connection-lost' } }]);
});

test('a measurement of the next slice is hinted at in a view, and left out of its picture', () => {
  measure([0, 0, 0], [2, 0, 0]);
  vi.mocked(slicesAway).mockReturnValue(1);
  const [painter, viewport] = [{} as Painter, {} as Viewport]; // holds: both go to the two that are mocked
  const overlay = workspace.actions.measuring.overlay('axial');
  overlay.paint(painter, viewport, 1);
  expect(vi.mocked(paintMark).mock.calls).toMatchObject([[painter, viewport, { isFaint: true }, 1]]);
  vi.mocked(paintMark).mockClear();
  overlay.still()(painter, viewport, 1);
  expect(paintMark).not.toHaveBeenCalled();
  vi.mocked(slicesAway).mockReturnValue(0);
  overlay.still()(painter, viewport, 1);
  expect(paintMark).toHaveBeenCalledOnce();
});
