import type { ReactElement } from 'react';

/** The app's mark: a lens on a slice, three nested tissues off its centre. The same drawing as resources/icons/icon.svg. */
export function Logo(props: { size: string }): ReactElement {
  return (
    <svg width={props.size} height={props.size} viewBox="96 96 320 320" fill="none" aria-hidden focusable="false">
      <circle cx="256" cy="256" r="140" stroke="currentColor" strokeWidth="22" />
      <circle cx="296" cy="222" r="66" fill="#56b4e9" fillOpacity="0.9" />
      <circle cx="300" cy="219" r="42" fill="#f0e442" />
      <circle cx="304" cy="216" r="20" fill="#d55e00" />
    </svg>
  );
}
