import { useEffect, useEffectEvent } from 'react';

/** By physical key as well as by letter, so that 'KeyS' works with a Korean layout and 's' with Dvorak. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Calls the shortcut's action when its key is pressed alone, unless the user is typing or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (isTyping(event.target) || isModalOpen()) return;
    const action = shortcuts[event.key.toLowerCase()] ?? shortcuts[event.code];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      press(event);
    };
    window.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', listener);
    };
  }, []);
}

/** A shortcut by its letter and by its place on the keyboard, which a Korean layout does not change. */
export function letter(name: string, action: () => void): Shortcuts {
  return { [name]: action, [`Key${name.toUpperCase()}`]: action };
}

/** True while a dialog has the page to itself. */
export function isModalOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

const keyless = new Set(['range', 'radio', 'checkbox', 'button']);

/** True where letters go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !keyless.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
