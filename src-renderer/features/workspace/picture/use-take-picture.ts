import { useTranslation } from 'react-i18next';
import { pictureFileName } from '#shared/domain/export-name.ts';
import { picturedViews, type PictureSubject } from '../../../state/pictured-views.ts';
import type { PaintPng } from '../../../state/picture-slice.ts';
import { useWorkspaceStore } from '../../../state/workspace-context.tsx';
import { paintPicture } from '../../../viewer/picture/paint-picture.ts';
import { createPngWorker } from '../../../viewer/picture/png-maker.ts';
import { pictureCaption, pictureParts, viewWords } from './picture-words.ts';

export interface TakePicture {
  readonly save: (subject: PictureSubject) => void;
  /** Must be called while the browser still counts the user's press. */
  readonly copy: (subject: PictureSubject) => void;
}

/** Takes pictures of what is on the page at the moment they are asked for. */
export function useTakePicture(): TakePicture {
  const { i18n } = useTranslation();
  const { store, views, actions } = useWorkspaceStore();

  const painterOf =
    (subject: PictureSubject): PaintPng =>
    (onProgress) => {
      const state = store.getState();
      const pictured = picturedViews(views.all(), state, subject);
      const request = {
        views: pictured.views.map(({ source, pane }) => ({ source, words: viewWords(state, i18n.t, pane) })),
        largeIndex: pictured.largeIndex,
        caption: pictureCaption(state, i18n, new Date()),
        devicePixelRatio,
      };
      return paintPicture(request, createPngWorker, onProgress);
    };

  function nameOf(subject: PictureSubject): string {
    const state = store.getState();
    const panes = picturedViews(views.all(), state, subject).views.map(({ pane }) => pane);
    const patientName = state.picture.isNamed && state.study.status === 'open' ? state.study.study.patientName : null;
    return pictureFileName(patientName, pictureParts(state, panes));
  }

  return {
    save: (subject) => void actions.picture.save(painterOf(subject), nameOf(subject)),
    copy: (subject) => void actions.picture.copy(painterOf(subject)),
  };
}
