/** Where a command writes. Results go to `line`, everything about the way there to `note`. */
export interface Output {
  /** One line to standard output. */
  line(text: string): void;
  /** One line to standard error. */
  note(text: string): void;
  /** Writes over the last `status`; only on a terminal. '' clears it. */
  status(text: string): void;
  readonly isTerminal: boolean;
}

export function createOutput(standard: NodeJS.WriteStream, error: NodeJS.WriteStream): Output {
  const clear = '\r\u001b[K';
  let hasStatus = false;
  const status = (text: string): void => {
    if (!error.isTTY || (text === '' && !hasStatus)) return;
    error.write(clear + text.slice(0, Math.max(0, error.columns - 1)));
    hasStatus = text !== '';
  };
  return {
    isTerminal: error.isTTY,
    status,
    line(text) {
      status('');
      standard.write(`${text}\n`);
    },
    note(text) {
      status('');
      error.write(`${text}\n`);
    },
  };
}
