import { toFailure, type Failure } from '#shared/domain/failure.ts';
import type { Installation } from '../installation.ts';
import type { Output } from './output.ts';
import type { Sentences } from './sentences.ts';

/** What every command is given. */
export interface CommandContext {
  readonly installation: Installation;
  readonly output: Output;
  readonly sentences: Sentences;
  /** Aborted by Ctrl-C, and when the process is told to end. */
  readonly signal: AbortSignal;
}

/** `doubtful`: nothing failed, but what was found speaks against going on. */
export const exitCodes = { failed: 1, usage: 2, doubtful: 3, incomplete: 4, cancelled: 130 } as const;

/** Several things are wrong at once, and all of them are worth saying. */
export class SeveralFailures extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(({ code }) => code).join(', '));
    this.failures = failures;
  }
}

/** Says what went wrong in sentences; returns the exit code. */
export function reportError(
  error: unknown,
  { output, sentences }: Pick<CommandContext, 'output' | 'sentences'>,
): number {
  const failures = error instanceof SeveralFailures ? error.failures : [toFailure(error)];
  for (const failure of failures) {
    output.note(sentences.failure(failure));
    if (failure.code === 'internal' && failure.detail !== undefined) output.note(failure.detail);
  }
  return failures.some(({ code }) => code === 'cancelled') ? exitCodes.cancelled : exitCodes.failed;
}

/** Numbers in a column. */
export function padColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, displayWidth(cell))),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
        return column === 0 ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal that a text takes: Hangul takes two each. */
function displayWidth(text: string): number {
  return text.length + (text.match(/\p{Script=Hangul}/gu)?.length ?? 0);
}
