/*
 * A chord is a key and what is held with it, named as a US keyboard prints them. What was typed comes first, so that
 * letters lie where the layout has them (Dvorak, AZERTY); where a layout types no Latin letters, or an input method
 * keeps them (Korean), the place of the key speaks.
 */

// prettier-ignore
type Letter =
  | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M'
  | 'N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z';
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Sign = ',' | '[' | ']' | '?' | '+' | '-';

const pagingKeys = ['PageUp', 'PageDown'] as const;
const arrowKeys = ['ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowLeft'] as const;
const namedKeys = ['Escape', 'Enter', 'Home', ...pagingKeys, ...arrowKeys] as const;

export type Key = Letter | Digit | Sign | (typeof namedKeys)[number];

/** Shift counts with letters only: with a sign it may be what types it. Ctrl is the command key on macOS. */
export type Chord = Key | `${'Shift' | 'Ctrl' | 'Ctrl+Shift'}+${Letter}`;

/** What of a keyboard event says which chord it is. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The chord that was pressed; null where it can be none. Not every answer is a `Chord`: 'Shift+Home' is none. */
export function chordOf(press: KeyPress): string | null {
  const { ctrlKey, metaKey, altKey } = press;
  const pressed = altKey ? null : keyOf(press);
  if (pressed === null) return null;
  const { key, isShifted } = pressed;
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${isShifted ? 'Shift+' : ''}${key}`;
}

/** The signs that are typed by a key of ours when Shift is held, or is not. */
const sameKey: Readonly<Record<string, Sign>> = { '=': '+', _: '-' };

/** Of keys other than letters and digits, by `code`. */
const places: Readonly<Record<string, Sign>> = {
  Comma: ',',
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '+',
};

function keyOf({ key, code, shiftKey }: KeyPress): { key: string; isShifted: boolean } | null {
  if (namedKeys.some((named) => named === key)) return { key, isShifted: shiftKey };
  if (/^[a-z]$/i.test(key)) return { key: key.toUpperCase(), isShifted: shiftKey };
  const typed = sameKey[key] ?? key;
  if (/^[0-9,[\]?+-]$/.test(typed)) return { key: typed, isShifted: false };
  if (code === 'Slash' && shiftKey) return { key: '?', isShifted: false };
  const [, letter, digit] = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code) ?? [];
  // Dvorak types an apostrophe where a US keyboard has Q: that is no Q
  const isLatin = key.length === 1 && key <= '~';
  const place = (isLatin ? undefined : letter) ?? digit ?? places[code];
  return place === undefined ? null : { key: place, isShifted: shiftKey };
}

const textFields =
  'input:not([type="range"], [type="radio"], [type="checkbox"], [type="button"]), textarea, select, [contenteditable="true"]';
const lists = '[role="menu"], [role="listbox"], [role="dialog"]';

/** True where what has the focus needs the key itself: text in fields and selected text, arrows in lists and among choices, paging in sliders. */
export function isKept(chord: string, focused: EventTarget | null): boolean {
  if (!(focused instanceof Element)) return false;
  const isAt = (selectors: string): boolean => focused.closest(selectors) !== null;
  if (isAt(textFields)) return true;
  if (chord === 'Ctrl+C') return focused.ownerDocument.getSelection()?.isCollapsed === false;
  if (arrowKeys.some((key) => key === chord)) return isAt(`input[type="radio"], input[type="range"], ${lists}`);
  return pagingKeys.some((key) => key === chord) && isAt(`input[type="range"], ${lists}`);
}
