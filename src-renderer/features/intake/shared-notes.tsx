import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile } from '#shared/contract/index.ts';
import { slots } from '#shared/domain/modality.ts';
import { slotName } from '../../i18n/slot-names.ts';
import classes from './intake.module.css';

type ImageNote = IntakeFile['notes'][number];

export interface SharedNote {
  readonly note: ImageNote;
  readonly files: readonly IntakeFile[];
}

/** What the headers of several files of the study leave open in the same words. */
export function sharedNotes(files: readonly IntakeFile[]): readonly SharedNote[] {
  const said = new Map<string, { note: ImageNote; files: IntakeFile[] }>();
  for (const file of slots.flatMap((slot) => files.filter((candidate) => candidate.slot === slot))) {
    for (const note of file.notes) {
      const before = said.get(noteKey(note));
      if (before === undefined) said.set(noteKey(note), { note, files: [file] });
      else before.files.push(file);
    }
  }
  return [...said.values()].filter((shared) => shared.files.length > 1);
}

/** The same for two notes that are the same sentence. */
export function noteKey({ code, params }: ImageNote): string {
  return `${code} ${JSON.stringify(params)}`;
}

/** Said once for all the files it is true of, rather than on every card. */
export function SharedNotes({ notes }: { notes: readonly SharedNote[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {notes.map(({ note, files }) => (
        <div key={noteKey(note)} className={classes['note']} data-testid="shared-note" data-code={note.code}>
          <IconInfoCircle size="1rem" stroke={1.6} aria-hidden />
          <span>
            {`${files.map(({ slot }) => (slot === null ? '' : slotName(slot, t))).join(', ')}: ${t(`imageNote.${note.code}`, note.params)}`}
          </span>
        </div>
      ))}
    </>
  );
}
