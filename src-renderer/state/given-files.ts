import { GlioscopeError } from '#shared/domain/failure.ts';
import type { GivenFiles } from '../backend/connection.ts';
import { failureIn, notify, type WorkspaceContext } from './context.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** Files may be given one by one, faster than they are read: each lot waits for what came before. */
export interface GivenLine {
  readonly enter: (given: Promise<GivenFiles | null>) => Promise<void>;
  /** The user leaves the intake: what still waits is not taken. */
  readonly dissolve: () => void;
}

/** @param take begins while the intake is idle. */
export function createGivenLine(context: WorkspaceContext, take: (files: GivenFiles) => Promise<void>): GivenLine {
  let last: Promise<void> = Promise.resolve();
  let dissolutions = 0;

  async function takeAfter(before: Promise<void>, files: GivenFiles): Promise<void> {
    const enteredAt = dissolutions;
    await before;
    while (isBusy(context.store.getState())) await untilIdle(context);
    if (enteredAt === dissolutions) await take(files);
  }

  return {
    async enter(given) {
      let files: GivenFiles | null = null;
      try {
        files = await given;
      } catch (error) {
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
      if (files === null) return;
      if ((files.kind === 'files' ? files.files : files.paths).length === 0) {
        notify(context, { kind: 'failure', failure: new GlioscopeError('no-images') });
        return;
      }
      last = takeAfter(last, files);
      await last;
    },
    dissolve() {
      dissolutions += 1;
      last = Promise.resolve();
    },
  };
}

/** Files are being read, or the draft on the screen is changing or becoming a study. */
function isBusy({ intake }: WorkspaceState): boolean {
  return intake.status === 'reading' || (intake.status === 'draft' && intake.activity !== 'idle');
}

function untilIdle({ store }: WorkspaceContext): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (isBusy(state)) return;
      stop();
      resolve();
    });
  });
}
