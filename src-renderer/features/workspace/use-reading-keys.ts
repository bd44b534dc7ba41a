import { useEffect, useEffectEvent } from 'react';
import { modalities } from '#shared/domain/modality.ts';
import { useActions, useWorkspaceStore } from '../../state/workspace-context.tsx';
import { isTyping, letter, useShortcuts } from '../../ui/use-shortcuts.ts';
import { keySteps } from './slice-canvas.tsx';

/** Keys of the reading screen, wherever the focus is: what the mouse reaches, and two that are held. */
export function useReadingKeys(): void {
  const { viewer, display, uncertainty } = useActions();
  useShortcuts({
    ...letter('s', viewer.toggleLabels),
    ...letter('b', viewer.showPreviousModality),
    ...letter('o', display.cycleLabelStyle),
    ...letter('d', display.toggleAgreement),
    ...letter('g', display.cycleLayout),
    ...letter('f', display.toggleSingle),
    ...letter('y', display.toggleSurface),
    ...letter('i', display.toggleInterpolation),
    ...letter('x', viewer.toggleCrosshair),
    ...letter('a', () => {
      viewer.resetWindow();
    }),
    ...letter('q', uncertainty.toggleMap),
    home: viewer.goToTumour,
    ...Object.fromEntries(
      modalities.flatMap((modality, index) => {
        const show = (): void => {
          viewer.showModality(modality);
        };
        return [
          [String(index + 1), show],
          [`Digit${index + 1}`, show],
        ];
      }),
    ),
  });
  usePageKeys();
  usePlaceKeys();
  useHeldKey('KeyH', display.peek);
}

/** Arrows and page keys move the large view's slices unless something else on the page takes them. */
function usePageKeys(): void {
  const { store, actions } = useWorkspaceStore();
  const press = useEffectEvent((event: KeyboardEvent) => {
    const slices = keySteps[event.key];
    if (slices === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(takesArrows) !== null) return;
    event.preventDefault();
    actions.viewer.stepSlice(store.getState().viewer.largePlane, slices);
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

/** N to the next place to check, with Shift to the one before. */
function usePlaceKeys(): void {
  const { actions } = useWorkspaceStore();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.code !== 'KeyN' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    actions.uncertainty.stepPlace(event.shiftKey ? -1 : 1);
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

const takesArrows =
  'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"], [role="dialog"]';

/** Tells when a key goes down alone and when it is let go, also by leaving the window. */
function useHeldKey(code: string, onHeld: (isHeld: boolean) => void): void {
  const hold = useEffectEvent(onHeld);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.code !== code || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(takesLetters) !== null) return;
      hold(true);
    };
    const release = (event: KeyboardEvent): void => {
      if (event.code === code) hold(false);
    };
    const leave = (): void => {
      hold(false);
    };
    window.addEventListener('keydown', press);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', leave);
      leave();
    };
  }, [code]);
}

const takesLetters =
  'input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]';
