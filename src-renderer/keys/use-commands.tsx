import {
  createContext,
  useContext,
  useEffectEvent,
  useLayoutEffect,
  useState,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { menuKeys } from '#shared/contract/desktop-bridge.ts';
import { useWorkspaceStore } from '../state/workspace-context.tsx';
import { createKeyBindings, type CommandActions, type KeyBindings } from './bindings.ts';
import { situationOf } from './contexts.ts';

const KeysContext = createContext<KeyBindings | null>(null);

/** Listens to the keyboard for everything below it. */
export function KeysProvider({ children }: { children: ReactNode }): ReactElement {
  const { store, onMenuCommand } = useWorkspaceStore();
  const [bindings] = useState(() => createKeyBindings(() => situationOf(store.getState())));
  // a layout effect: before the listeners of dialogs, which are effects
  useLayoutEffect(() => bindings.listen(window), [bindings]);
  useLayoutEffect(
    () =>
      onMenuCommand((command) => {
        if (command === 'copy') bindings.choose(menuKeys.copy, window);
      }),
    [bindings, onMenuCommand],
  );
  return <KeysContext value={bindings}>{children}</KeysContext>;
}

/**
 * Says what commands do while the component is there.
 *
 * @param within the part of the page the focus must be in; absent: wherever it is.
 */
export function useCommands(actions: CommandActions, within?: RefObject<Element | null>): void {
  const bindings = useContext(KeysContext);
  if (bindings === null) throw new Error('no KeysProvider above this component');
  const latest = useEffectEvent(() => actions);
  // a layout effect: what can be seen can be operated, and a panel that comes late has its keys at once
  useLayoutEffect(
    () =>
      bindings.bind({
        actions: () => latest(),
        ...(within === undefined ? {} : { within: () => within.current }),
      }),
    [bindings, within],
  );
}

/** The same action for a row of commands: `actionsFor(tissues, 'paint', setTissue)` binds 'paint.ncr' and its like. */
export function actionsFor<Value extends string, Prefix extends string>(
  values: readonly Value[],
  prefix: Prefix,
  act: (value: Value) => void,
): Readonly<Record<`${Prefix}.${Value}`, () => void>> {
  const entries = values.map((value) => [
    `${prefix}.${value}`,
    () => {
      act(value);
    },
  ]);
  // holds: an entry for every value, by the name the type gives it
  return Object.fromEntries(entries) as Record<`${Prefix}.${Value}`, () => void>;
}
