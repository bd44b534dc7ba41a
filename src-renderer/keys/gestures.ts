import type { ParseKeys } from 'i18next';
import type { Section } from './commands.ts';

/** What a hand does with a mouse, and its name. */
export const mouseActs = {
  wheel: 'keys.mouse.wheel',
  click: 'keys.mouse.click',
  doubleClick: 'keys.mouse.doubleClick',
  drag: 'keys.mouse.drag',
  clickOrDrag: 'keys.mouse.clickOrDrag',
  rightDrag: 'keys.mouse.rightDrag',
  middleDrag: 'keys.mouse.middleDrag',
} as const satisfies Readonly<Record<string, ParseKeys>>;
export type MouseAct = keyof typeof mouseActs;

/** Told of by the help sheet; listened to where pointers are (viewer/pointer-input.ts, viewer/surface/surface-view.ts). */
export interface Gesture {
  readonly hold?: 'Shift' | 'Ctrl';
  readonly mouse: MouseAct;
  readonly section: Section;
  /** What it does; gestures with the same sentence are told of together. */
  readonly sentence: ParseKeys;
}

export const gestures = [
  { mouse: 'wheel', section: 'reading', sentence: 'keys.slices' },
  { mouse: 'clickOrDrag', section: 'reading', sentence: 'keys.moveCrosshair' },
  { mouse: 'rightDrag', section: 'reading', sentence: 'keys.dragWindow' },
  { mouse: 'middleDrag', section: 'reading', sentence: 'keys.pan' },
  { hold: 'Shift', mouse: 'drag', section: 'reading', sentence: 'keys.pan' },
  { hold: 'Ctrl', mouse: 'wheel', section: 'reading', sentence: 'keys.zoom' },
  { mouse: 'doubleClick', section: 'reading', sentence: 'keys.fit' },
  { mouse: 'click', section: 'comparing', sentence: 'keys.choosePane' },
  { mouse: 'clickOrDrag', section: 'measuring', sentence: 'keys.setEnds' },
  { mouse: 'drag', section: 'measuring', sentence: 'keys.moveEnd' },
  { hold: 'Shift', mouse: 'drag', section: 'measuring', sentence: 'keys.freeEnd' },
  { mouse: 'drag', section: 'surface', sentence: 'keys.turn' },
  { mouse: 'wheel', section: 'surface', sentence: 'keys.zoom' },
  { mouse: 'click', section: 'surface', sentence: 'keys.moveToSurface' },
  { mouse: 'clickOrDrag', section: 'correcting', sentence: 'keys.useTool' },
  { hold: 'Ctrl', mouse: 'click', section: 'correcting', sentence: 'keys.moveCrosshair' },
] as const satisfies readonly Gesture[];
