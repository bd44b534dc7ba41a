/** Colours and sizes of a view in a dark reading room. Lengths in CSS pixels on a page whose text is 16 pixels. */
export const viewTheme = {
  background: '#000000',
  crosshair: 'rgba(118, 226, 196, 0.75)',
  crosshairHalo: 'rgba(0, 0, 0, 0.28)',
  sideLetter: '#e8edf2',
  caption: '#b4bfca',
  /** Behind letters and lines, so that they stay legible over bright tissue. */
  halo: 'rgba(0, 0, 0, 0.72)',
  /** The page's faces too. System fonts only: nothing is fetched. Korean ones of Windows, macOS and Linux follow the Latin ones. */
  fontFamily:
    '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, "Inter", "Roboto", "Noto Sans", ' +
    '"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", "NanumBarunGothic", system-ui, sans-serif',
  sideLetterSize: 20,
  captionSize: 13,
  /** Of text in lines, in sizes of its letters. */
  lineHeight: 1.3,
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
