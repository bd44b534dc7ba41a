import type { Measurement } from '#shared/contract/index.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { MeasuredPlaces, MeasurementKind, MeasurementOrigin } from '#shared/domain/measure/measurement.ts';
import { measurementsCsv } from '#shared/domain/measure/measurements-csv.ts';
import { mapAxes } from '#shared/domain/vector.ts';
import { clampToFrame } from '../viewer/reading-frame.ts';
import type { ViewOverlay, ViewTool } from '../viewer/view-tool.ts';
import { failureIn, notify, openStudyOf, patchCorrection, patchViewer, type WorkspaceContext } from './context.ts';
import { unfoldSection } from './display-slice.ts';
import { measureLesion } from './lesion-diameters.ts';
import { initialMeasuring, type MeasurementDraft, type MeasuringState } from './measuring-state.ts';
import { createMeasuringTools } from './measuring-tools.ts';
import { saveAndTell } from './save-file.ts';
import { layoutOf, shownLabelMapId } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface MeasuringActions {
  /** Takes a tool in hand, or puts it down. */
  readonly takeTool: (tool: MeasurementKind | null) => void;
  /** Places RANO's pair of diameters on the largest enhancing lesion of the mask on the screen. */
  readonly placeOnLesion: () => void;
  /** Selects a measurement and moves the crosshair to it. */
  readonly show: (measurementId: string) => void;
  /** Null takes the name away. */
  readonly rename: (measurementId: string, name: string | null) => void;
  readonly remove: (measurementId: string) => void;
  readonly toggleVisible: () => void;
  /** Saves all of the study's measurements as CSV. */
  readonly exportTable: () => Promise<void>;
  /** Gives up what is begun; else puts the tool down; else selects nothing. */
  readonly stepBack: () => void;
  readonly viewTool: (state: WorkspaceState, plane: Plane) => ViewTool | null;
  readonly overlay: (plane: Plane) => ViewOverlay;
  /** Sets the next place of what is being measured where the crosshair is. */
  readonly setPlaceAtCrosshair: (plane: Plane) => void;
}

export function createMeasuringActions(context: WorkspaceContext): MeasuringActions {
  const { store } = context;
  const patch = (change: Partial<MeasuringState>): void => {
    store.setState(({ measuring }) => ({ measuring: { ...measuring, ...change } }));
  };
  const keeper = createKeeper(context, patch);
  const tools = createMeasuringTools(context, { patch, ...keeper });
  followStudy(context, keeper.load);

  function show(measurementId: string): void {
    const measurement = keeper.find(measurementId);
    const open = openStudyOf(context);
    if (measurement === null || open === null) return;
    const { placesMm, plane } = measurement;
    const middle = mapAxes((axis) => placesMm.reduce((sum, place) => sum + place[axis], 0) / placesMm.length);
    const isOnScreen = layoutOf(store.getState()) === 'planes';
    patchViewer(context, {
      crosshairMm: clampToFrame(open.frame, middle),
      ...(isOnScreen ? {} : { largePlane: plane }),
    });
    patch({ selectedId: measurementId, isVisible: true });
  }

  return {
    show,
    takeTool(tool) {
      patchCorrection(context, { tool: null, refusal: null });
      patch({ tool, draft: null, refusal: null, isVisible: true });
      if (tool !== null) unfoldSection(context, 'measuring');
    },
    placeOnLesion() {
      unfoldSection(context, 'measuring');
      const open = openStudyOf(context);
      const labelMapId = shownLabelMapId(store.getState());
      const labels = labelMapId === null ? null : context.volumes.peek(labelMapId);
      if (open === null || !(labels instanceof Uint8Array)) {
        patch({ refusal: 'no-mask' });
        return;
      }
      const placesMm = measureLesion(labels, open.study.geometry, open.frame);
      if (placesMm === null) patch({ refusal: 'nothing-enhances' });
      else show(keeper.addAs({ kind: 'bidimensional', plane: 'axial', placesMm }, 'automatic') ?? '');
    },
    rename(measurementId, name) {
      keeper.change(measurementId, { name });
    },
    remove: keeper.remove,
    toggleVisible() {
      const { isVisible } = store.getState().measuring;
      patch({ isVisible: !isVisible, draft: null });
    },
    async exportTable() {
      const studyId = openStudyOf(context)?.study.studyId;
      if (studyId === undefined) return;
      const { measurements } = store.getState().measuring;
      const table = new Blob([measurementsCsv(studyId, measurements)], { type: 'text/csv' });
      await saveAndTell(context, { content: table, name: 'glioscope-measurements.csv' }, 'table-exported');
    },
    stepBack() {
      const { draft, tool } = store.getState().measuring;
      if (draft !== null) patch({ draft: null });
      else if (tool !== null) patch({ tool: null });
      else patch({ selectedId: null });
    },
    viewTool: (state, plane) => tools.viewTool(state, plane),
    overlay: (plane) => tools.overlay(plane),
    setPlaceAtCrosshair(plane) {
      tools.setPlace(plane, store.getState().viewer.crosshairMm);
    },
  };
}

interface Keeper {
  readonly load: (studyId: string) => Promise<void>;
  readonly find: (measurementId: string) => Measurement | null;
  readonly add: (made: MeasurementDraft) => void;
  /** Answers with the id; null when no study is open. */
  readonly addAs: (made: MeasurementDraft, origin: MeasurementOrigin) => string | null;
  readonly change: (measurementId: string, change: Partial<Pick<Measurement, 'name' | 'placesMm' | 'origin'>>) => void;
  readonly move: (measurementId: string, placesMm: MeasuredPlaces) => void;
  readonly keepMoved: (measurementId: string) => void;
  readonly remove: (measurementId: string) => void;
}

interface LibraryCopy {
  readonly load: (studyId: string) => Promise<void>;
  /** @param written which measurement is in the library from then on, and what as; null: no longer. */
  readonly write: (
    studyId: string,
    work: () => Promise<unknown>,
    written: readonly [string, Measurement | null],
  ) => void;
}

/** Writes one after the other, and knows what the library holds: what it could not take is told, and taken back. */
function createLibraryCopy(context: WorkspaceContext, patch: (change: Partial<MeasuringState>) => void): LibraryCopy {
  const { connection } = context;
  let last: Promise<unknown> = Promise.resolve();
  /** Those of the open study that are known to be in the library. */
  let kept: readonly Measurement[] = [];

  async function load(studyId: string): Promise<void> {
    try {
      const measurements = await connection.client.measurements.list({ studyId });
      if (openStudyOf(context, studyId) === null) return;
      kept = measurements;
      patch({ measurements });
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
  }

  const write: LibraryCopy['write'] = (studyId, work, [writtenId, measurement]) => {
    async function attempt(): Promise<void> {
      try {
        await work();
        if (openStudyOf(context, studyId) !== null) kept = replaced(kept, writtenId, measurement);
      } catch (error) {
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
        // the library may be out of reach for reading too: what it does not hold must not look kept
        if (openStudyOf(context, studyId) !== null)
          patch({ measurements: kept.filter((one) => one.studyId === studyId) });
        await load(studyId);
      }
    }
    last = last.then(attempt);
  };

  return { load, write };
}

/** Measurements on the screen at once, and in the library as soon as it takes them. */
function createKeeper(context: WorkspaceContext, patch: (change: Partial<MeasuringState>) => void): Keeper {
  const { store, connection } = context;
  const all = (): readonly Measurement[] => store.getState().measuring.measurements;
  const find = (measurementId: string): Measurement | null =>
    all().find((measurement) => measurement.measurementId === measurementId) ?? null;
  const { load, write } = createLibraryCopy(context, patch);

  function save(changed: Measurement): void {
    const { measurementId, studyId, kind, plane, placesMm, origin, name } = changed;
    const measurement = { measurementId, studyId, kind, plane, placesMm, origin, name };
    write(studyId, () => connection.client.measurements.save(measurement), [measurementId, changed]);
  }

  function replace(measurementId: string, change: Partial<Measurement>): void {
    patch({
      measurements: all().map((measurement) =>
        measurement.measurementId === measurementId ? { ...measurement, ...change } : measurement,
      ),
    });
  }

  function addAs({ kind, plane, placesMm }: MeasurementDraft, origin: MeasurementOrigin): string | null {
    const studyId = openStudyOf(context)?.study.studyId;
    if (studyId === undefined) return null;
    const measurementId = crypto.randomUUID();
    const made = { measurementId, studyId, kind, plane, placesMm: [...placesMm], origin, name: null };
    const measurement = { ...made, createdAt: new Date().toISOString() };
    patch({ measurements: [...all(), measurement], selectedId: measurementId, draft: null, refusal: null });
    save(measurement);
    return measurementId;
  }

  function change(measurementId: string, changed: Partial<Measurement>): void {
    replace(measurementId, changed);
    const measurement = find(measurementId);
    if (measurement !== null) save(measurement);
  }

  return {
    load,
    find,
    addAs,
    change,
    add: (made) => addAs(made, 'hand'),
    move(measurementId, placesMm) {
      replace(measurementId, { placesMm: [...placesMm] });
    },
    keepMoved(measurementId) {
      change(measurementId, find(measurementId)?.origin === 'automatic' ? { origin: 'adjusted' } : {});
    },
    remove(measurementId) {
      const studyId = find(measurementId)?.studyId;
      if (studyId === undefined) return;
      const isSelected = store.getState().measuring.selectedId === measurementId;
      patch({
        measurements: all().filter((measurement) => measurement.measurementId !== measurementId),
        ...(isSelected ? { selectedId: null } : {}),
      });
      write(studyId, () => connection.client.measurements.remove({ measurementId }), [measurementId, null]);
    },
  };
}

/** In its place, or at the end; without it where there is none. */
function replaced(
  measurements: readonly Measurement[],
  measurementId: string,
  measurement: Measurement | null,
): readonly Measurement[] {
  const place = measurements.findIndex((one) => one.measurementId === measurementId);
  const end = place === -1 ? measurements.length : place;
  return [
    ...measurements.slice(0, end),
    ...(measurement === null ? [] : [measurement]),
    ...measurements.slice(end + 1),
  ];
}

/** Another study comes with its own measurements; the tool is put down where the mask is corrected. */
function followStudy({ store }: WorkspaceContext, load: (studyId: string) => Promise<void>): void {
  store.subscribe(({ study, correction, measuring }, before) => {
    const idOf = (state: WorkspaceState['study']): string | null =>
      state.status === 'open' ? state.study.studyId : null;
    const studyId = idOf(study);
    if (studyId !== idOf(before.study)) {
      store.setState({ measuring: initialMeasuring });
      if (studyId !== null) void load(studyId);
    } else if (measuring.tool !== null && correction.tool !== null && before.correction.tool === null) {
      store.setState({ measuring: { ...measuring, tool: null, draft: null } });
    }
  });
}
