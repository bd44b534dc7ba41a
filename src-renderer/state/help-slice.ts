import type { WorkspaceContext } from './context.ts';

/** The sheet of keys and mouse. */
export interface HelpActions {
  readonly toggle: () => void;
  readonly close: () => void;
}

export function createHelpActions({ store }: WorkspaceContext): HelpActions {
  return {
    toggle() {
      store.setState(({ isHelpOpen }) => ({ isHelpOpen: !isHelpOpen }));
    },
    close() {
      store.setState({ isHelpOpen: false });
    },
  };
}
