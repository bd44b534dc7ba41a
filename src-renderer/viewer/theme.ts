/** Colours and sizes of a view in a dark reading room. Lengths in CSS pixels on a page whose text is 16 pixels. */
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
  sideLetterSize: 20,
  captionSize: 13,
  /** Between the view's edge and the picture. */
  margin: 8,
  /** Between the view's edge and the brain: room for the letters. */
  contentMargin: 34,
  /** Between the view's edge and letters, caption and scale bar. */
  inset: 10,
  crosshairGap: 12,
  outlineWidth: 1.75,
  outlineHaloWidth: 3.5,
  outlineHalo: 'rgba(0, 0, 0, 0.45)',
} as const;
