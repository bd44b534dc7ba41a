import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeNote, StudyVolume } from '#shared/contract/index.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import classes from './workspace.module.css';

const noNotes: readonly IntakeNote[] = [];
const noVolumes: readonly StudyVolume[] = [];

/** What was remarked on the images when they came in: there before the first segmentation, and beside every one. */
export function RemarksSection(): ReactElement {
  const { t } = useTranslation();
  const notes = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.intakeNotes : noNotes));
  const volumes = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.volumes : noVolumes));
  const hasHeaderNotes = volumes.some((volume) => volume.notes.length > 0);
  return (
    <>
      {notes.length > 0 && (
        <PanelSection title={t('provenance.remarks')}>
          <Remarks notes={notes} />
        </PanelSection>
      )}
      {hasHeaderNotes && (
        <PanelSection title={t('provenance.headers')}>
          <HeaderNotes volumes={volumes} />
        </PanelSection>
      )}
    </>
  );
}

/** What intake found in the images, and what the user did about it. */
function Remarks({ notes }: { notes: readonly IntakeNote[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={classes['remarks']} data-testid="intake-notes">
      <ul>
        {notes.map(({ kind, reason, answer, files, degrees, distanceMm, modality }) => {
          if (kind === 'without') {
            const name = modality === undefined ? '' : slotName(modality, t);
            return <li key={kind}>{t('provenance.without', { modality: name })}</li>;
          }
          const finding = t(`finding.title.${reason ?? kind}`);
          const names = files.map(({ slot, fileName }) => (slot === null ? fileName : slotName(slot, t)));
          const fileNames = files.map(({ fileName }) => fileName).join('\n');
          return (
            <li key={[kind, reason, answer, fileNames].join(' ')} title={fileNames}>
              {kind === 'apart' && answer === 'applied'
                ? t('provenance.aligned', {
                    files: names.join(', '),
                    degrees: degrees ?? 0,
                    distanceMm: distanceMm ?? 0,
                  })
                : t(`provenance.finding.${answer}`, { finding, files: names.join(', ') })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What the headers of the study's files left open or contradicted; what is said of several files, once. */
function HeaderNotes({ volumes }: { volumes: readonly StudyVolume[] }): ReactElement {
  const { t } = useTranslation();
  const said = new Map<string, StudyVolume[]>();
  for (const volume of volumes) {
    for (const { code, params } of volume.notes) {
      const sentence = t(`imageNote.${code}`, params);
      said.set(sentence, [...(said.get(sentence) ?? []), volume]);
    }
  }
  return (
    <div className={classes['remarks']} data-testid="image-notes">
      <ul>
        {[...said].map(([sentence, files]) => (
          <li key={sentence} title={files.map(({ fileName }) => fileName).join('\n')}>
            {`${files.map(({ modality }) => slotName(modality, t)).join(', ')}: ${sentence}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
