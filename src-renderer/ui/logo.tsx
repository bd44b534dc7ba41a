import type { ReactElement } from 'react';

/** The app's mark: a brain slice with a tumour in the crosshair; the app icon (resources/icons) for small sizes. */
export function Logo(props: { size: string }): ReactElement {
  return (
    <svg width={props.size} height={props.size} viewBox="0 0 32 32" fill="none" aria-hidden focusable="false">
      <path d="M15 3c6.2 0 9.8 5.6 9.8 13S21 29 15 29 5.2 23.4 5.2 16 8.8 3 15 3z" fill="#8a929c" />
      <path d="M15 3v6M15 29v-7" stroke="#14171a" strokeWidth="1.4" />
      <circle cx="19.6" cy="13" r="6.1" fill="#56b4e9" />
      <circle cx="19.8" cy="12.8" r="3.9" fill="#f0e442" />
      <circle cx="20" cy="12.6" r="1.9" fill="#d55e00" />
      <path d="M20 1v4M20 21v10M1 12.6h11M28 12.6h3" stroke="#8fe0cf" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
