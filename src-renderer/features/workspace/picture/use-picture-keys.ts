import { useEffect, useEffectEvent } from 'react';
import { isModalOpen, isTyping, letter } from '../../../ui/use-shortcuts.ts';
import { useTakePicture } from './use-take-picture.ts';

/** With Ctrl or Command. Plain C copies as everything is copied, and only while no text is selected. */
export const pictureKeys = {
  copyView: 'Ctrl+C',
  saveView: 'Ctrl+S',
  copyLayout: 'Ctrl+Shift+C',
  saveLayout: 'Ctrl+Shift+S',
} as const;

/** Keys that take the view under the mouse, or the large one; with Shift all views. */
export function usePictureKeys(): void {
  const { save, copy } = useTakePicture();

  const press = useEffectEvent((event: KeyboardEvent) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isCommand || event.repeat || isTyping(event.target) || isModalOpen()) return;
    const plain = letter('s', () => save('in-hand'));
    const shifted = { ...letter('s', () => save('layout')), ...letter('c', () => copy('layout')) };
    const keys = event.shiftKey ? shifted : plain;
    const action = keys[event.key.toLowerCase()] ?? keys[event.code];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  // also what the window's Edit menu does
  const copyPressed = useEffectEvent((event: ClipboardEvent) => {
    const isTextSelected = document.getSelection()?.isCollapsed === false;
    if (event.defaultPrevented || isTextSelected || isTyping(document.activeElement) || isModalOpen()) return;
    event.preventDefault();
    copy('in-hand');
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => press(event);
    const onCopy = (event: ClipboardEvent): void => copyPressed(event);
    window.addEventListener('keydown', onKey);
    window.addEventListener('copy', onCopy);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('copy', onCopy);
    };
  }, []);
}
