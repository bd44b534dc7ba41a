import type { ParseKeys } from 'i18next';
import { commandOf, type CommandId } from './commands.ts';

/** Printed on a key where its name is not what a reader looks for. */
const printed: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ArrowUp: '↑',
  ArrowRight: '→',
  ArrowDown: '↓',
  ArrowLeft: '←',
  '-': '−',
};

/** Signs that a screen reader would leave out or call something else. */
const spoken: Readonly<Record<string, ParseKeys>> = {
  ArrowUp: 'keys.spoken.up',
  ArrowRight: 'keys.spoken.right',
  ArrowDown: 'keys.spoken.down',
  ArrowLeft: 'keys.spoken.left',
  '[': 'keys.spoken.openBracket',
  ']': 'keys.spoken.closeBracket',
  ',': 'keys.spoken.comma',
  '?': 'keys.spoken.questionMark',
  '+': 'keys.spoken.plus',
  '-': 'keys.spoken.minus',
};

/** One key of a chord: what stands on it, and how it is read aloud where that is not the same. */
export interface KeyCap {
  readonly text: string;
  readonly spoken: ParseKeys | null;
}

/** True where the command key does what Ctrl does elsewhere. */
export function isMac(): boolean {
  return navigator.userAgent.includes('Mac OS X');
}

/** The keys of a chord in the order they are pressed. */
export function capsOf(chord: string, onMac = isMac()): readonly KeyCap[] {
  // a lone plus is a key, not what joins two
  return chord.split(/(?<=.)\+/).map((key) => ({
    text: key === 'Ctrl' && onMac ? '⌘' : (printed[key] ?? key),
    spoken: spoken[key] ?? null,
  }));
}

/** The first chord of a command in one word: 'S', 'Ctrl+Z'. */
export function keysOf(id: CommandId): string {
  const [first = ''] = commandOf(id).keys;
  return capsOf(first)
    .map(({ text }) => text)
    .join('+');
}

/** A name with the keys that do the same: 'Radius ([ ])'. */
export function withKeys(name: string, ...ids: readonly CommandId[]): string {
  return `${name} (${ids.map(keysOf).join(' ')})`;
}

/** All chords of a command in the words of `aria-keyshortcuts`. */
export function ariaKeys(id: CommandId): string {
  const control = isMac() ? 'Meta' : 'Control';
  return commandOf(id)
    .keys.map((chord) => chord.replace('Ctrl', control))
    .join(' ');
}
