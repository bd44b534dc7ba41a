import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { selectScreen } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { Notice, WorkspaceState } from '../../state/workspace-state.ts';
import classes from './notices.module.css';

const sentences = {
  exported: 'notice.exported',
  'study-exported': 'notice.studyExported',
  'table-exported': 'notice.tableExported',
  'picture-saved': 'notice.pictureSaved',
  'picture-copied': 'notice.pictureCopied',
  'result-waits': 'notice.resultWaits',
} as const;

const shownMs = { failure: 12_000, success: 8000 } as const;
/** On the screen for as long as this, a message has been seen. */
const seenMs = 3000;

/**
 * What was done, or could not be: in the free room of the header, a part of it, so that it covers nothing.
 * The newest is shown; failures before it come back once it is gone. What has been seen goes with the page
 * it was seen on: over the next patient it would be read as theirs.
 */
export function Notices(): ReactElement {
  const notice = useWorkspace((state) => state.notices.at(-1));
  const page = useWorkspace(pageOf);
  const { dismissNotice } = useActions();
  const noticeId = notice?.noticeId;
  const seen = useRef(new Set<number>());

  useEffect(() => {
    if (noticeId === undefined) return;
    const timer = setTimeout(() => seen.current.add(noticeId), seenMs);
    return () => clearTimeout(timer);
  }, [noticeId]);

  useEffect(() => {
    const ids = seen.current;
    return () => {
      for (const id of ids) dismissNotice(id);
      ids.clear();
    };
  }, [page, dismissNotice]);

  return (
    <div className={classes['notices']} role="status" data-testid="notices">
      {notice !== undefined && <NoticeLine notice={notice} />}
    </div>
  );
}

/** The screen, and of which study: another one is another page. */
function pageOf(state: WorkspaceState): string {
  const { study } = state;
  const isOfStudy = study.status !== 'none' && selectScreen(state) === 'workspace';
  return isOfStudy ? (study.status === 'open' ? study.study.studyId : study.studyId) : selectScreen(state);
}

function NoticeLine({ notice }: { notice: Notice }): ReactElement {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const { dismissNotice } = useActions();
  const [isHeld, setIsHeld] = useState(false);
  const isFailure = notice.kind === 'failure';

  useEffect(() => {
    if (isHeld) return; // who reads it, or is about to close it, has time
    const timer = setTimeout(() => dismissNotice(notice.noticeId), shownMs[isFailure ? 'failure' : 'success']);
    return () => clearTimeout(timer);
  }, [notice, isFailure, isHeld, dismissNotice]);

  return (
    <div
      className={classes['notice']}
      data-kind={isFailure ? 'failure' : 'success'}
      onMouseEnter={() => setIsHeld(true)}
      onMouseLeave={() => setIsHeld(false)}
    >
      {isFailure ? (
        <IconAlertTriangle size="1.1rem" stroke={1.6} role="img" aria-label={t('notice.failureTitle')} />
      ) : (
        <IconCircleCheck size="1.1rem" stroke={1.6} aria-hidden />
      )}
      <span className={classes['sentence']}>
        {isFailure
          ? sentence(notice.failure)
          : t(sentences[notice.kind], 'fileName' in notice ? { file: notice.fileName } : {})}
      </span>
      <CloseButton
        size="sm"
        variant="subtle"
        aria-label={t('job.dismiss')}
        onClick={() => dismissNotice(notice.noticeId)}
        data-testid="dismiss-notice"
      />
    </div>
  );
}
