import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { mouseActs, type Gesture, type MouseAct } from '../../keys/gestures.ts';
import { KeyCaps } from '../../keys/key-caps.tsx';
import classes from './help.module.css';

/** A gesture of the mouse: what is held, which button, and what is done with it. */
export function MouseCaps({ gesture: { hold, mouse } }: { gesture: Gesture }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={classes['gesture']}>
      {hold !== undefined && <KeyCaps chords={[hold]} />}
      <MousePicture act={mouse} />
      {t(mouseActs[mouse])}
    </span>
  );
}

/** The part of a mouse that is pressed or turned, as a path within 14 x 20. */
const parts: Readonly<Record<MouseAct, string>> = {
  wheel: 'M5.75 4h2.5v5h-2.5z',
  middleDrag: 'M5.75 4h2.5v5h-2.5z',
  click: 'M7 1H6a5 5 0 0 0-5 5v3h6z',
  doubleClick: 'M7 1H6a5 5 0 0 0-5 5v3h6z',
  drag: 'M7 1H6a5 5 0 0 0-5 5v3h6z',
  clickOrDrag: 'M7 1H6a5 5 0 0 0-5 5v3h6z',
  rightDrag: 'M7 1h1a5 5 0 0 1 5 5v3H7z',
};

/** A mouse with what is used of it filled; the words beside it say the same. */
function MousePicture({ act }: { act: MouseAct }): ReactElement {
  return (
    <svg viewBox="0 0 14 20" className={classes['mouse']} aria-hidden>
      <path d={parts[act]} fill="currentColor" />
      <rect x="1" y="1" width="12" height="18" rx="5.5" fill="none" stroke="currentColor" strokeWidth="1.2" />
    </svg>
  );
}
