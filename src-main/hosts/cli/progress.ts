import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import type { CommandContext } from './command-context.ts';

const barWidth = 30;

/** Shows progress as a bar on a terminal, and as one line per stage elsewhere. */
export function createProgressDisplay({ output, sentences }: CommandContext): (progress: SegmentationProgress) => void {
  const startMs = performance.now();
  let lastStage = '';
  return ({ stage, fraction, estimatedTotalMs }) => {
    const label = sentences.text(`job.stage.${stage}`);
    if (output.isTerminal) {
      const filled = Math.round(fraction * barWidth);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const percent = String(Math.floor(fraction * 100)).padStart(3);
      output.status(`${bar} ${percent} %  ${label}${remaining(estimatedTotalMs, startMs)}`);
    } else if (stage !== lastStage) {
      output.note(`${label} …`);
    }
    lastStage = stage;
  };

  function remaining(estimatedTotalMs: number | null, since: number): string {
    if (estimatedTotalMs === null) return '';
    const seconds = Math.ceil(Math.max(0, estimatedTotalMs - (performance.now() - since)) / 1000);
    return `  ${sentences.text('job.remaining', { time: `${seconds} s` })}`;
  }
}
