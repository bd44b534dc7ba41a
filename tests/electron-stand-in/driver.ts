import type { FromMain, Question, ToMain } from './driver-wire.ts';

/** Tells the test; without one (somebody runs this by hand) nothing listens. */
export function tellTest(message: FromMain): void {
  process.send?.(message);
}

export function answerTest(answer: (question: Question) => unknown): void {
  process.on('message', (raw) => {
    const { id, question } = raw as ToMain; // holds: the fixture sends nothing else
    Promise.resolve()
      .then(() => answer(question))
      .then(
        (value) => tellTest({ kind: 'answer', id, value }),
        (error: unknown) => tellTest({ kind: 'refusal', id, message: String(error) }),
      );
  });
  // a test that died must not leave us behind
  process.on('disconnect', () => process.exit(1));
}
