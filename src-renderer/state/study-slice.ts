import type { Study } from '#shared/contract/index.ts';
import { leadingResult } from '#shared/domain/leading-result.ts';
import { createReadingFrame } from '../viewer/reading-frame.ts';
import { failureIn, notify, openStudyOf, patchOpenStudy, patchViewer, type WorkspaceContext } from './context.ts';
import { viewerPreferences } from './display-slice.ts';
import { initialPicture } from './picture-state.ts';
import { createReadingPlaces } from './reading-places.ts';
import { shownLabelMap } from './selectors.ts';
import { loadStudyVoxels } from './study-voxels.ts';
import { initialViewer, type ShownLabels } from './workspace-state.ts';

export interface StudyActions {
  readonly open: (studyId: string) => Promise<void>;
  /** Shows a study the backend has just answered with: where the user left it, else where its leading result is largest. */
  readonly show: (study: Study) => Promise<void>;
  /** Takes over what the backend knows now (new results); the view stays as it is. */
  readonly refresh: (studyId: string) => Promise<void>;
  readonly renamePatient: (patientName: string) => Promise<void>;
  /** When the open study was scanned, YYYY-MM-DD; null takes it away. */
  readonly setScanDate: (scannedOn: string | null) => Promise<void>;
  readonly close: () => void;
  /** Reads the volume and the label map on the screen if they are not held, then the study's other volumes. */
  readonly loadVoxels: () => Promise<void>;
}

export function createStudyActions(context: WorkspaceContext): StudyActions {
  const { store, connection, volumes } = context;
  const places = createReadingPlaces(context);
  const loadVoxels = (): Promise<void> => loadStudyVoxels(context);

  async function show(study: Study): Promise<void> {
    places.keep();
    volumes.clear();
    const frame = createReadingFrame(study.geometry);
    store.setState(({ viewer }) => ({
      study: { status: 'open', study, frame, heldBlobs: [], blobFailures: {} },
      job: { status: 'idle' },
      resultExport: { convention: null, isBusy: false },
      picture: initialPicture,
      viewer: {
        ...initialViewer,
        ...viewerPreferences(viewer),
        modality: study.volumes.find((volume) => volume.modality === initialViewer.modality)
          ? initialViewer.modality
          : (study.volumes[0]?.modality ?? initialViewer.modality),
        crosshairMm: places.beginOf(study, frame),
        shownLabels: leadingLabels(study),
      },
    }));
    // the label map before the image, so that the picture does not jump
    await places.settle();
    await loadVoxels();
  }

  async function change(make: (studyId: string) => Promise<Study>): Promise<void> {
    const studyId = openStudyOf(context)?.study.studyId;
    if (studyId === undefined) return;
    try {
      patchOpenStudy(context, studyId, { study: await make(studyId) });
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
  }

  return {
    show,
    loadVoxels,
    async open(studyId) {
      places.keep();
      store.setState({ study: { status: 'opening', studyId } });
      const isStillWanted = (): boolean => {
        const { study } = store.getState();
        return study.status === 'opening' && study.studyId === studyId;
      };
      try {
        const study = await connection.client.studies.get({ studyId });
        if (isStillWanted()) await show(study);
      } catch (error) {
        if (isStillWanted()) {
          store.setState({ study: { status: 'failed', studyId, failure: failureIn(context, error) } });
        }
      }
    },
    async refresh(studyId) {
      const study = await connection.client.studies.get({ studyId });
      patchOpenStudy(context, studyId, { study });
      if (openStudyOf(context, studyId) !== null && shownLabelMap(store.getState()) === null) {
        patchViewer(context, { shownLabels: leadingLabels(study) });
      }
    },
    renamePatient: (patientName) =>
      change((studyId) => connection.client.studies.renamePatient({ studyId, patientName })),
    setScanDate: (scannedOn) => change((studyId) => connection.client.studies.setScanDate({ studyId, scannedOn })),
    close() {
      places.keep();
      volumes.clear();
      store.setState({ study: { status: 'none' }, job: { status: 'idle' } });
    },
  };
}

function leadingLabels(study: Study): ShownLabels {
  const leading = leadingResult(study.results);
  return leading === null ? { kind: 'none' } : { kind: 'result', resultId: leading.resultId };
}
