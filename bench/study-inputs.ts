import type { Modality } from '#shared/domain/modality.ts';
import type { SegmentationRequest } from '../src-main/inference/segmentation.ts';
import { listCandidates } from '../src-main/intake/candidates.ts';
import { slotFromName } from '../src-main/intake/file-names.ts';

/**
 * The four files of a study, told apart by their names.
 *
 * @throws Error when one is not there.
 */
export async function findInputs(directory: string): Promise<SegmentationRequest['inputs']> {
  const files = await listCandidates([directory]);
  const input = (modality: Modality): { path: string; fileName: string } => {
    const file = files.find(({ name }) => slotFromName(name) === modality);
    if (file === undefined) throw new Error(`no ${modality} in ${directory}`);
    return { path: file.path, fileName: file.name };
  };
  return { t1n: input('t1n'), t1c: input('t1c'), t2w: input('t2w'), t2f: input('t2f') };
}
