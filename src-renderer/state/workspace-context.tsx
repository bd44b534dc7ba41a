import { createContext, useContext, type ReactElement, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { WorkspaceState } from './workspace-state.ts';
import type { Workspace, WorkspaceActions } from './workspace-store.ts';

const WorkspaceContext = createContext<Workspace | null>(null);

export function WorkspaceProvider(props: { workspace: Workspace; children: ReactNode }): ReactElement {
  return <WorkspaceContext value={props.workspace}>{props.children}</WorkspaceContext>;
}

/** The store itself, for what draws outside React. */
export function useWorkspaceStore(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('no WorkspaceProvider above this component');
  return workspace;
}

/** A value out of the store; the component renders again when it changes (compared by identity). */
export function useWorkspace<T>(selector: (state: WorkspaceState) => T): T {
  return useStore(useWorkspaceStore().store, selector);
}

export function useActions(): WorkspaceActions {
  return useWorkspaceStore().actions;
}
