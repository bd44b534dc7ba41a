import { chordOf, isKept, type Chord } from './chords.ts';
import { commandIds, commandOf, type CommandId, type commands } from './commands.ts';
import { isWithin, type Situation } from './contexts.ts';

type HeldId = {
  [Id in CommandId]: (typeof commands)[Id] extends { readonly isHeld: true } ? Id : never;
}[CommandId];

/** What commands do while a part of the page is there. One that is held is told when the key goes down and up. */
export type CommandActions = {
  readonly [Id in CommandId]?: Id extends HeldId ? (isDown: boolean) => void : () => void;
};

export interface Binding {
  /** Asked at every press. */
  readonly actions: () => CommandActions;
  /** Only while the focus is within it; absent: wherever the focus is. */
  readonly within?: () => Element | null;
}

/** Actions by command, and the one place that listens to keys. */
export interface KeyBindings {
  /** Returns a function that takes the binding away; a key held for it counts as let go. */
  readonly bind: (binding: Binding) => () => void;
  /** Does what a chord would do, chosen in a menu: nothing where the page is covered, or text has the focus or is selected. */
  readonly choose: (chord: Chord, page: Window) => void;
  /** Returns a function that stops listening. Must listen before dialogs do: see `cover`. */
  readonly listen: (page: Window) => () => void;
}

interface Found {
  readonly id: CommandId;
  readonly binding: Binding;
  readonly act: (isDown: boolean) => void;
}

export function createKeyBindings(situation: () => Situation): KeyBindings {
  const bindings: Binding[] = [];
  let held: (Found & { readonly code: string }) | null = null;
  let cover: Cover = { situation: situation(), isModal: false, isPopped: false };

  function letGo(): void {
    const released = held;
    held = null;
    released?.act(false);
  }

  function press(event: KeyboardEvent): void {
    const chord = chordOf(event);
    if (chord === null || event.defaultPrevented || event.isComposing) return;
    const found = find(bindings, { chord, cover, focused: event.target });
    if (found === null) return;
    event.preventDefault();
    const { isHeld, isRepeated } = commandOf(found.id);
    if (event.repeat && isRepeated !== true) return;
    if (isHeld === true) held = { ...found, code: event.code };
    found.act(true);
  }

  return {
    bind(binding) {
      bindings.push(binding);
      return () => {
        bindings.splice(bindings.indexOf(binding), 1);
        if (held?.binding === binding) letGo();
      };
    },
    choose(chord, page) {
      const { document } = page;
      if (!document.hasFocus()) return;
      find(bindings, { chord, cover: lookAt(document, situation()), focused: document.activeElement })?.act(true);
    },
    listen(page) {
      const listening = new AbortController();
      const { signal } = listening;
      const look = (): void => {
        cover = lookAt(page.document, situation());
      };
      const release = (event: KeyboardEvent): void => {
        if (event.code === held?.code) letGo();
      };
      page.addEventListener('keydown', look, { capture: true, signal });
      page.addEventListener('keydown', press, { signal });
      page.addEventListener('keyup', release, { signal });
      page.addEventListener('blur', letGo, { signal });
      return () => {
        listening.abort();
        letGo();
      };
    },
  };
}

/** What lay over the page when the key went down: the dialog it closes is gone when the key is acted upon. */
interface Cover {
  readonly situation: Situation;
  readonly isModal: boolean;
  readonly isPopped: boolean;
}

function lookAt(page: Document, situation: Situation): Cover {
  return {
    situation,
    isModal: page.querySelector('[role="dialog"][aria-modal="true"]') !== null,
    isPopped: page.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null,
  };
}

/** A dialog takes every key but those that are meant in the help sheet; a menu takes Escape. */
function isCovered({ situation, isModal, isPopped }: Cover, chord: string): boolean {
  if (situation !== 'help' && isModal) return true;
  return isPopped && chord === 'Escape';
}

interface Wanted {
  readonly chord: string;
  readonly cover: Cover;
  readonly focused: EventTarget | null;
}

/** What has the focus goes first: its own commands, then its own action for a command of the page, then the page's. */
function find(bindings: readonly Binding[], { chord, cover, focused }: Wanted): Found | null {
  if (isCovered(cover, chord) || isKept(chord, focused)) return null;
  const meant = commandIds.filter((id) => {
    const { keys, context, isMenu } = commandOf(id);
    return isMenu !== true && isWithin(context, cover.situation) && keys.some((key) => key === chord);
  });
  const ordered = [
    ...meant.filter((id) => commandOf(id).focus !== undefined),
    ...meant.filter((id) => commandOf(id).focus === undefined),
  ];
  const isHere = ({ within }: Binding): boolean => focused instanceof Node && within?.()?.contains(focused) === true;
  for (const candidates of [bindings.filter(isHere), bindings.filter(({ within }) => within === undefined)]) {
    for (const id of ordered) {
      for (const binding of candidates) {
        const act = binding.actions()[id];
        if (act !== undefined) return { id, binding, act };
      }
    }
  }
  return null;
}
