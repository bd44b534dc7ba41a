import { FocusTrap, Modal } from '@mantine/core';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sections, type Section } from '../../keys/commands.ts';
import { KeyCaps } from '../../keys/key-caps.tsx';
import { sheetRows, type SheetRow } from '../../keys/sheet.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import classes from './help.module.css';
import { MouseCaps } from './mouse-caps.tsx';

/** The sections from left to right, and down each column. */
const columns: readonly (readonly Section[])[] = [
  ['reading'],
  ['comparing', 'measuring', 'everywhere'],
  ['correcting', 'surface'],
];

/** What keys and mouse do, grouped by what one is doing; over every screen. */
export function HelpSheet(): ReactElement {
  const { t } = useTranslation();
  const isOpen = useWorkspace((state) => state.isHelpOpen);
  const { help } = useActions();
  return (
    <Modal.Root
      opened={isOpen}
      onClose={help.close}
      centered
      lockScroll={false} // as every dialog here: see the theme
      size="min(92rem, 100%)"
      yOffset="3dvh"
      padding="lg"
      data-testid="help-sheet"
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{t('keys.title')}</Modal.Title>
          <Modal.CloseButton aria-label={t('action.close')} />
        </Modal.Header>
        {/* no Modal.Body: a dialog is described by it, and would be read aloud from end to end */}
        <div className={classes['body']}>
          <FocusTrap.InitialFocus />
          {columns.map((column) => (
            <div key={column.join()} className={classes['column']}>
              {column.map((section) => (
                <SheetSection key={section} section={section} />
              ))}
              {column === columns[0] && <p className={classes['note']}>{t('keys.note')}</p>}
            </div>
          ))}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function SheetSection({ section }: { section: Section }): ReactElement {
  const { t } = useTranslation();
  const titleId = useId();
  const hasMenu = useWorkspace((state) => state.hasMenu);
  return (
    <section aria-labelledby={titleId} data-testid={`help-${section}`}>
      <h3 id={titleId} className={classes['title']}>
        {t(sections[section])}
      </h3>
      <dl className={classes['rows']}>
        {sheetRows(section, hasMenu).map((row) => (
          <Row key={row.sentence} row={row} />
        ))}
      </dl>
    </section>
  );
}

function Row({ row }: { row: SheetRow }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={classes['row']}>
      <dt>{t(row.sentence)}</dt>
      <dd className={classes['keys']}>
        {row.isHeld && <span className={classes['held']}>{t('keys.hold')}</span>}
        {row.chords.length > 0 && <KeyCaps chords={row.chords} />}
        {row.gestures.map((gesture) => (
          <MouseCaps key={`${gesture.hold ?? ''} ${gesture.mouse}`} gesture={gesture} />
        ))}
      </dd>
    </div>
  );
}
