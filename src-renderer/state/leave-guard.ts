import { patchCorrection, type WorkspaceContext } from './context.ts';
import type { LeaveAnswer } from './correction-state.ts';
import type { MaskSession } from './mask-session.ts';

/** Sees to it that no study is left while strokes exist in this window only, unless the user says so. */
export interface LeaveGuard {
  /** Resolves to true at once where everything is on the disk; else tries to write it, and then asks. */
  readonly mayLeave: () => Promise<boolean>;
  readonly answerLeaving: (answer: LeaveAnswer) => Promise<void>;
}

export function createLeaveGuard(context: WorkspaceContext, session: Pick<MaskSession, 'settled'>): LeaveGuard {
  let decide: ((mayLeave: boolean) => void) | null = null;

  function settle(mayLeave: boolean): void {
    patchCorrection(context, { isLeaveAsked: false });
    decide?.(mayLeave);
    decide = null;
  }

  return {
    async mayLeave() {
      if (await session.settled()) return true;
      // who asks again wants something else now
      decide?.(false);
      patchCorrection(context, { isLeaveAsked: true });
      return new Promise((resolve) => {
        decide = resolve;
      });
    },
    async answerLeaving(answer) {
      if (answer === 'stay') settle(false);
      else if (answer === 'lose' || (await session.settled())) settle(true);
    },
  };
}
