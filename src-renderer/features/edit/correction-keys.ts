import type { Tissue } from '#shared/domain/label-scheme.ts';
import type { CorrectionTool } from '../../state/correction-state.ts';

/** Letters of the tools while they are laid out; none of them means anything on the reading screen. */
export const toolKeys: Readonly<Record<CorrectionTool, string>> = {
  brush: 'p',
  eraser: 'r',
  fill: 'l',
  relabel: 'c',
  remove: 'm',
  keep: 'k',
};

/** After 1 to 4, which are the modalities'. */
export const tissueKeys: Readonly<Record<Tissue, string>> = { ncr: '5', ed: '6', et: '7' };
