import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

const sentences = {
  exported: 'notice.exported',
  'study-exported': 'notice.studyExported',
  'table-exported': 'notice.tableExported',
  'picture-saved': 'notice.pictureSaved',
  'picture-copied': 'notice.pictureCopied',
} as const;

/** Hands the store's notices to the notification corner, each once. Draws nothing itself. */
export function Notices(): null {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const notice = useWorkspace((state) => state.notices[0]);
  const { dismissNotice } = useActions();

  useEffect(() => {
    if (notice === undefined) return;
    if (notice.kind === 'failure') {
      notifications.show({
        color: 'red.8',
        title: t('notice.failureTitle'),
        message: sentence(notice.failure),
        autoClose: 12_000,
      });
    } else {
      notifications.show({
        color: 'sea',
        message: t(sentences[notice.kind], 'fileName' in notice ? { file: notice.fileName } : {}),
        autoClose: 8000,
      });
    }
    dismissNotice(notice.noticeId);
  }, [notice, dismissNotice, sentence, t]);
  return null;
}
