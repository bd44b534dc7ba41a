/** Colours and sizes of a view in a dark reading room. Lengths in CSS pixels. */
export const viewTheme = {
  background: '#000000',
  crosshair: 'rgba(124, 232, 186, 0.8)',
  sideLetter: '#e8edf2',
  caption: '#b4bfca',
  /** Behind letters and lines, so that they stay legible over bright tissue. */
  halo: 'rgba(0, 0, 0, 0.72)',
  fontFamily: 'system-ui, "Segoe UI", "Noto Sans", sans-serif',
  sideLetterSize: 15,
  captionSize: 12,
  /** Between the view's edge and the picture, and between edge and letters. */
  margin: 8,
  inset: 10,
  crosshairGap: 12,
} as const;
