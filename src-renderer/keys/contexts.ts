import { selectScreen } from '../state/selectors.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** Where the user is; one at a time. A study under the settings or the help sheet is not being read. */
export const situations = ['elsewhere', 'reading', 'correcting', 'settings', 'help'] as const;
export type Situation = (typeof situations)[number];

/** When a command is meant: in any of these situations. */
export const contexts = {
  always: situations,
  /** Wherever the help sheet is not. */
  everywhere: ['elsewhere', 'reading', 'correcting', 'settings'],
  /** A study is on the screen, corrected or not. */
  reading: ['reading', 'correcting'],
  correcting: ['correcting'],
  settings: ['settings'],
} as const satisfies Readonly<Record<string, readonly Situation[]>>;
export type Context = keyof typeof contexts;

export function isWithin(context: Context, situation: Situation): boolean {
  return contexts[context].some((each) => each === situation);
}

export function situationOf(state: WorkspaceState): Situation {
  if (state.isHelpOpen) return 'help';
  const screen = selectScreen(state);
  if (screen === 'settings') return 'settings';
  if (screen !== 'workspace' || state.study.status !== 'open') return 'elsewhere';
  return state.correction.isOpen ? 'correcting' : 'reading';
}
