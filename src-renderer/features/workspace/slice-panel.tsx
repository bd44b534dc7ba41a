import { ActionIcon, Button, Loader } from '@mantine/core';
import { IconArrowsMaximize, IconArrowsMinimize } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plane } from '#shared/domain/display.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { withKeys } from '../../keys/key-names.ts';
import { blobFailure, isImageLoading, layoutOf } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Callout } from '../../ui/callout.tsx';
import { RangeInput } from '../../ui/range-input.tsx';
import { ViewPictureMenu } from './picture/picture-menu.tsx';
import { SliceCanvas } from './slice-canvas.tsx';
import { useSlicePosition } from './use-slice-position.ts';
import { ViewKeys } from './view-keys.tsx';
import classes from './workspace.module.css';

/** One of the three views, or one alone, with its name above and its slider below. */
export function SlicePanel({ plane, isLarge }: { plane: Plane; isLarge: boolean }): ReactElement {
  const { t } = useTranslation();
  const { viewer, display } = useActions();
  const isSingle = useWorkspace((state) => layoutOf(state) === 'single');
  const name = t(`plane.${plane}`);
  return (
    <section className={classes['panel']} data-large={isLarge || undefined} aria-label={name}>
      <div className={classes['caption']}>
        <span className={classes['planeName']}>{name}</span>
        <div className={classes['captionEnd']}>
          <ViewPictureMenu paneId={plane} name={name} />
          {isLarge ? (
            <CaptionButton
              label={withKeys(isSingle ? t('workspace.three') : t('workspace.alone', { plane: name }), 'layout.single')}
              icon={isSingle ? IconArrowsMinimize : IconArrowsMaximize}
              onClick={display.toggleSingle}
            />
          ) : (
            <CaptionButton
              label={t('workspace.enlarge', { plane: name })}
              icon={IconArrowsMaximize}
              onClick={() => {
                viewer.enlarge(plane);
              }}
            />
          )}
        </div>
      </div>
      <div className={classes['canvasHolder']}>
        <SliceCanvas pane={{ paneId: plane, plane, modality: null, labels: 'shown' }} />
        <ViewKeys />
        {isLarge && <ImageState />}
      </div>
      <SliceSlider plane={plane} />
    </section>
  );
}

function CaptionButton(props: { label: string; icon: typeof IconArrowsMaximize; onClick: () => void }): ReactElement {
  const Icon = props.icon;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon size="0.9rem" stroke={1.6} />
    </ActionIcon>
  );
}

export function SliceSlider({ plane }: { plane: Plane }): ReactElement {
  const { t } = useTranslation();
  const { viewer } = useActions();
  const { slice, count, words } = useSlicePosition(plane);
  return (
    <div className={classes['sliceRow']}>
      <RangeInput
        label={t('workspace.slice', { plane: t(`plane.${plane}`) })}
        valueText={words}
        min={0}
        max={count - 1}
        value={slice}
        testId={`slice-slider-${plane}`}
        onChange={(value) => {
          viewer.goToSlice(plane, value);
        }}
      />
    </div>
  );
}

/** Over the large view: the image is on its way, or why it is not there. */
export function ImageState(): ReactElement | null {
  const { t } = useTranslation();
  const isLoading = useWorkspace(isImageLoading);
  const failure = useWorkspace(blobFailure);
  const sentence = useFailureSentence();
  const { study } = useActions();
  if (failure !== null) {
    return (
      <div className={classes['overImage']}>
        <Callout tone="problem">
          <span>{sentence(failure)}</span>
          <Button mt={4} size="compact-sm" variant="default" onClick={() => void study.loadVoxels()}>
            {t('action.tryAgain')}
          </Button>
        </Callout>
      </div>
    );
  }
  if (!isLoading) return null;
  return (
    <div className={classes['overImage']} role="status" aria-label={t('workspace.loadingImage')}>
      <Loader type="dots" />
    </div>
  );
}
