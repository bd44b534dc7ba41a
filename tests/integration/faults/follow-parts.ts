import type { ChildProcess } from 'node:child_process';
import { forkChild } from '../../../src-main/processes/fork-child.ts';
import { runSegmentation } from '../../../src-main/inference/run-segmentation.ts';
import { segmentationStages, type InferenceReport } from '../../../src-main/inference/segmentation.ts';

/** Those every job goes through. */
export const usualStages = segmentationStages.filter((stage) => stage !== 'extracting');

/** Of a job, from the start of its process on; `reported`: the process has said its last word; `ended`: the backend stores the result. */
export const parts = ['starting', ...usualStages, 'reported', 'ended'] as const;
export type Part = (typeof parts)[number] | 'extracting';

/** `runSegmentation` as it is, telling of every part as it begins. */
export function followingParts(onPart: (part: Part, child: ChildProcess) => void): typeof runSegmentation {
  return (request, options) =>
    runSegmentation(request, {
      ...options,
      forkProcess(entry) {
        const child = forkChild(entry);
        onPart('starting', child);
        child.on('message', (message) => {
          const report = message as InferenceReport; // holds: the entry sends nothing else
          if (report.kind === 'stage') onPart(report.stage, child);
          if (report.kind === 'done') onPart('reported', child);
        });
        child.once('close', () => onPart('ended', child));
        return child;
      },
    });
}
