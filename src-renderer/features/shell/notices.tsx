import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { Notice } from '../../state/workspace-state.ts';
import classes from './notices.module.css';

const sentences = {
  exported: 'notice.exported',
  'study-exported': 'notice.studyExported',
  'table-exported': 'notice.tableExported',
  'picture-saved': 'notice.pictureSaved',
  'picture-copied': 'notice.pictureCopied',
} as const;

const shownMs = { failure: 12_000, success: 8000 } as const;

/**
 * What was done, or could not be: in the free room of the header, a part of it, so that it covers nothing.
 * The newest is shown; failures before it come back once it is gone.
 */
export function Notices(): ReactElement {
  const notice = useWorkspace((state) => state.notices.at(-1));
  return (
    <div className={classes['notices']} role="status" data-testid="notices">
      {notice !== undefined && <NoticeLine notice={notice} />}
    </div>
  );
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
