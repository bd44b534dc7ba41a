import { VisuallyHidden } from '@mantine/core';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { commandOf, type CommandId } from './commands.ts';
import classes from './key-caps.module.css';
import { capsOf, type KeyCap } from './key-names.ts';

/** The key that does what a button does, on the button. */
export function CommandKey({ id }: { id: CommandId }): ReactElement {
  return <KeyCaps chords={commandOf(id).keys.slice(0, 1)} />;
}

/** Chords as keys of a keyboard. */
export function KeyCaps({ chords }: { chords: readonly string[] }): ReactElement {
  return (
    <span className={classes['caps']}>
      {chords.map((chord) => (
        <span key={chord} className={classes['chord']}>
          {capsOf(chord).map((cap, index) => (
            <Fragment key={cap.text}>
              {index > 0 && <span className={classes['plus']}>+</span>}
              <Cap cap={cap} />
            </Fragment>
          ))}
        </span>
      ))}
    </span>
  );
}

function Cap({ cap: { text, spoken } }: { cap: KeyCap }): ReactElement {
  const { t } = useTranslation();
  if (spoken === null) return <kbd className={classes['cap']}>{text}</kbd>;
  return (
    <kbd className={classes['cap']}>
      <span aria-hidden>{text}</span>
      <VisuallyHidden>{t(spoken)}</VisuallyHidden>
    </kbd>
  );
}
