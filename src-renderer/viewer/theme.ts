/** Colours and sizes of a view in a dark reading room. Lengths in CSS pixels. */
export const viewTheme = {
  background: '#000000',
  crosshair: 'rgba(118, 226, 196, 0.75)',
  crosshairHalo: 'rgba(0, 0, 0, 0.28)',
  sideLetter: '#e8edf2',
  caption: '#b4bfca',
  /** Behind letters and lines, so that they stay legible over bright tissue. */
  halo: 'rgba(0, 0, 0, 0.72)',
  /** The page's faces for Latin letters and numbers. */
  fontFamily:
    '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Inter, Roboto, "Noto Sans", system-ui, sans-serif',
  sideLetterSize: 15,
  captionSize: 12,
  /** Between the view's edge and the picture. */
  margin: 8,
  /** Between the view's edge and the brain: room for the letters. */
  contentMargin: 30,
  /** Between the view's edge and letters, caption and scale bar. */
  inset: 10,
  crosshairGap: 12,
} as const;
