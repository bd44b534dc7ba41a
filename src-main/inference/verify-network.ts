import { stat } from 'node:fs/promises';
import { readVerifiedNetwork, type ModelPackage } from './model-weights.ts';

/** What the files that were found sound looked like, by path; for the life of the process. */
const soundFiles = new Map<string, string>();

/**
 * Refuses a network's file that is not what its manifest states, as `readVerifiedNetwork` does. One that was
 * sound and looks as it did then is not read again: models are listed before every segmentation. What runs is
 * verified once more, by the process that runs it. Throws `model-invalid`.
 */
export async function verifyNetwork(model: Pick<ModelPackage, 'modelId' | 'onnxPath' | 'sha256'>): Promise<void> {
  const looks = `${model.sha256} ${await describeFile(model.onnxPath)}`;
  if (soundFiles.get(model.onnxPath) === looks) return;
  await readVerifiedNetwork(model);
  // as it was before it was read: a change meanwhile is one that shows
  soundFiles.set(model.onnxPath, looks);
}

/** Different whenever a file was written, replaced or moved here. */
async function describeFile(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(
    // ctime too: a copy may carry the time of another file, and then only that tells
    ({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs].join(' '),
    () => 'absent',
  );
}
