import { useEffect, useEffectEvent } from 'react';
import { tissues } from '#shared/domain/label-scheme.ts';
import { brushLimitsMm, correctionTools } from '../../state/correction-state.ts';
import { useWorkspaceStore } from '../../state/workspace-context.tsx';
import { isTyping, letter, useShortcuts, type Shortcuts } from '../../ui/use-shortcuts.ts';
import { tissueKeys, toolKeys } from './correction-keys.ts';

/** E lays the tools out and puts them away; the other keys mean something while they are out. */
export function useCorrectionKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const { correction } = actions;
  const whileOpen = (action: () => void) => () => {
    if (store.getState().correction.isOpen) action();
  };
  useShortcuts({
    ...letter('e', () => {
      if (store.getState().correction.isOpen) correction.close();
      else void correction.open();
    }),
    ...keysOf(correctionTools, (tool) =>
      letter(
        toolKeys[tool],
        whileOpen(() => correction.takeTool(tool)),
      ),
    ),
    ...keysOf(tissues, (tissue) =>
      digit(
        tissueKeys[tissue],
        whileOpen(() => correction.setTissue(tissue)),
      ),
    ),
    ...letter(
      'v',
      whileOpen(() => correction.setThroughSlices(!store.getState().correction.isThroughSlices)),
    ),
    ...letter('u', whileOpen(correction.toggleThreshold)),
    escape: whileOpen(() => {
      // an open menu or dialog is what escape closes then
      if (document.querySelector('[role="menu"], [role="dialog"]') === null) correction.stepBack();
    }),
  });
  useRepeatedKeys();
}

/** Keys that may be held down: undo, redo and the size of the brush. */
function useRepeatedKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const press = useEffectEvent((event: KeyboardEvent) => {
    const { isOpen, radiusMm } = store.getState().correction;
    if (!isOpen || event.altKey || isTyping(event.target)) return;
    const { correction } = actions;
    const isCommand = event.ctrlKey || event.metaKey;
    const chord = `${isCommand ? 'ctrl ' : ''}${event.shiftKey ? 'shift ' : ''}${event.code}`;
    const chords: Readonly<Record<string, () => void>> = {
      'ctrl KeyZ': correction.undo,
      'ctrl shift KeyZ': correction.redo,
      'ctrl KeyY': correction.redo,
      BracketLeft: () => {
        correction.setRadius(radiusMm - brushLimitsMm.step);
      },
      BracketRight: () => {
        correction.setRadius(radiusMm + brushLimitsMm.step);
      },
    };
    const action = chords[chord];
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

function keysOf<T>(values: readonly T[], shortcuts: (value: T) => Shortcuts): Shortcuts {
  return Object.assign({}, ...values.map(shortcuts)) as Shortcuts; // holds: shortcuts joined are shortcuts
}

function digit(name: string, action: () => void): Shortcuts {
  return { [name]: action, [`Digit${name}`]: action };
}
