import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { planes, type ReadingLayout } from '#shared/domain/display.ts';
import { modalities, modalityNames, type Modality } from '#shared/domain/modality.ts';
import { panesOf, type Pane } from '../../state/panes.ts';
import { comparedLabels, layoutOf } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { createViewMotion, type ViewMotionHolder } from '../../viewer/view-motion.ts';
import { useLabelMapName } from './label-map-name.ts';
import { ViewPictureMenu } from './picture/picture-menu.tsx';
import { SliceCanvas } from './slice-canvas.tsx';
import { ImageState, SlicePanel, SliceSlider } from './slice-panel.tsx';
import { ViewKeys } from './view-keys.tsx';
import classes from './workspace.module.css';

/** Loaded when it is first asked for. */
const SurfacePanel = lazy(async () => ({ default: (await import('./surface-panel.tsx')).SurfacePanel }));

/** The pictures, in the layout chosen. */
export function ReadingViews(): ReactElement {
  const layout = useWorkspace(layoutOf);
  const largePlane = useWorkspace((state) => state.viewer.largePlane);
  if (layout === 'modalities' || layout === 'label-maps') return <ComparedViews layout={layout} />;
  const shown = layout === 'single' ? [largePlane] : planes;
  return (
    <div className={classes['views']} data-layout={layout}>
      {shown.map((plane) => (
        <SlicePanel key={plane} plane={plane} isLarge={layout !== 'surface' && plane === largePlane} />
      ))}
      {layout === 'surface' && (
        <Suspense fallback={<div className={classes['panel']} />}>
          <SurfacePanel />
        </Suspense>
      )}
    </div>
  );
}

/** One plane of several things, side by side: they scroll, zoom and pan together. */
function ComparedViews({ layout }: { layout: ReadingLayout }): ReactElement {
  const { t } = useTranslation();
  const plane = useWorkspace((state) => state.viewer.largePlane);
  const present = useWorkspace((state) =>
    state.study.status === 'open' ? state.study.study.modalities : noModalities,
  );
  const { viewer } = useActions();
  const [motion] = useState(createViewMotion);
  return (
    <div className={classes['compared']}>
      <div className={classes['panes']} data-layout={layout}>
        {panesOf(layout, plane, modalities).map((pane) =>
          pane.modality === null || present.includes(pane.modality) ? (
            <ComparedPane key={pane.paneId} pane={pane} motion={motion} />
          ) : (
            <AbsentPane key={pane.paneId} modality={pane.modality} />
          ),
        )}
      </div>
      <div className={classes['comparedFoot']}>
        <SegmentedControl
          size="xs"
          color="dark.4"
          aria-label={t('workspace.plane')}
          value={plane}
          onChange={viewer.enlarge}
          data={planes.map((value) => ({ value, label: t(`plane.${value}`) }))}
          data-testid="compared-plane"
        />
        <SliceSlider plane={plane} />
      </div>
    </div>
  );
}

const noModalities: readonly Modality[] = [];

/** In the place of a modality the study has been opened without. */
function AbsentPane({ modality }: { modality: Modality }): ReactElement {
  const { t } = useTranslation();
  const name = modalityNames[modality];
  return (
    <section className={classes['pane']} aria-label={name} data-testid={`absent-${modality}`}>
      <div className={classes['caption']}>
        <span className={classes['planeName']}>{name}</span>
      </div>
      <div className={classes['absentPane']}>{t('without.absent', { modality: name })}</div>
    </section>
  );
}

function ComparedPane({ pane, motion }: { pane: Pane; motion: ViewMotionHolder }): ReactElement {
  const { viewer } = useActions();
  const isChosen = useWorkspace((state) => pane.modality !== null && state.viewer.modality === pane.modality);
  const labelMapName = useLabelMapName();
  const labels = useWorkspace((state) => (pane.labels === 'shown' ? state.viewer.shownLabels : comparedLabels(state)));
  const name = pane.modality === null ? labelMapName(labels) : modalityNames[pane.modality];
  return (
    <section
      className={classes['pane']}
      aria-label={name}
      data-chosen={isChosen || undefined}
      aria-current={isChosen || undefined}
      onPointerDownCapture={() => {
        if (pane.modality !== null) viewer.showModality(pane.modality);
      }}
    >
      <div className={classes['caption']}>
        <span className={classes['planeName']} title={name}>
          {name}
        </span>
        <ViewPictureMenu paneId={pane.paneId} name={name} />
      </div>
      <div className={classes['canvasHolder']}>
        <SliceCanvas pane={pane} motion={motion} />
        {pane.labels === 'shown' && <ViewKeys />}
        {(isChosen || pane.paneId === 'shown') && <ImageState />}
      </div>
    </section>
  );
}
