import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile } from '#shared/contract/index.ts';
import { FileControls } from './file-card.tsx';
import classes from './intake.module.css';

/** Files the study does without, folded: what each of them is, and the way into a slot nevertheless. */
export function SetAsideFiles({ files }: { files: readonly IntakeFile[] }): ReactElement | null {
  const { t } = useTranslation();
  const aside = files.filter(({ setAside }) => setAside !== null);
  if (aside.length === 0) return null;
  return (
    <details className={classes['aside']} data-testid="intake-set-aside">
      <summary>{t('intake.setAside', { count: aside.length })}</summary>
      {aside.map((file) => (
        <div key={file.fileId} className={classes['asideFile']} data-testid="set-aside-file">
          <span className={classes['name']}>{file.name}</span>
          <AsideReason file={file} files={files} />
          <FileControls file={file} />
        </div>
      ))}
    </details>
  );
}

const reasons = {
  version: 'intake.setAsideOther',
  'other-image': 'intake.setAsideOther',
  'brain-mask': 'intake.setAsideBrainMask',
  'own-segmentation': 'intake.setAsideOwn',
} as const;

function AsideReason({ file, files }: { file: IntakeFile; files: readonly IntakeFile[] }): ReactElement {
  const { t } = useTranslation();
  const { setAside } = file;
  const used = files.find(({ fileId }) => setAside?.kind === 'version' && fileId === setAside.usedFileId);
  return (
    <span className={classes['asideReason']}>
      {used === undefined
        ? t(reasons[setAside?.kind ?? 'other-image'])
        : t('intake.setAsideVersion', { file: used.name })}
    </span>
  );
}
