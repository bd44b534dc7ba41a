import { toFailure } from '#shared/domain/failure.ts';
import { liveAsChild } from '../processes/live-as-child.ts';
import { registerRigidly } from './elastix.ts';
import { registerHeads } from './register-heads.ts';
import type { RegistrationReport, RegistrationRequest } from './registration.ts';

/*
 * The registration process: takes one request, reports, ends. It is killed to cancel it, and its memory
 * goes with it. While elastix runs, this process hears nothing.
 */

async function run(request: RegistrationRequest): Promise<void> {
  const startMs = performance.now();
  try {
    const images = await registerHeads(request, registerRigidly, (report) => void send(report));
    const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
    await send({ kind: 'done', outcome: { images, peakMemoryBytes, durationMs: performance.now() - startMs } });
  } catch (error) {
    await send({ kind: 'failed', failure: toFailure(error) });
  }
  process.disconnect();
}

/** Waits until the report has left this process: it may be about to end, or to compute. */
function send(report: RegistrationReport): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, () => resolve());
  });
}

liveAsChild();
process.once('message', (message) => {
  void run(message as RegistrationRequest); // holds: only `runRegistration` forks this file, and sends this
});
