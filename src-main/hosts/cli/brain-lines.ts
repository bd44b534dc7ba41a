import { isPlausibleBrain } from '#shared/domain/brain-volume.ts';
import { modalityNames, type Modality } from '#shared/domain/modality.ts';
import type { BrainOutcome } from '../../inference/segmentation.ts';
import type { Sentences } from './sentences.ts';

interface BrainDescription {
  readonly extractor: BrainOutcome['extractor'];
  readonly foundIn: readonly Modality[];
  readonly volumeMl: number;
  readonly isPlausible: boolean;
}

/** What of a brain that was found is written down beside a label map. */
export function describeBrain({ extractor, asked, volumeMl }: BrainOutcome): BrainDescription {
  return { extractor, foundIn: asked, volumeMl, isPlausible: isPlausibleBrain(volumeMl) };
}

/** In what it was found, by what, and a warning where no brain measures that. */
export function brainLines({ extractor, asked, volumeMl }: BrainOutcome, sentences: Sentences): readonly string[] {
  const { name, version } = extractor;
  const modalities = asked.map((modality) => modalityNames[modality]).join(', ');
  const volume = volumeMl.toFixed(0);
  return [
    sentences.text('cli.brainFound', { modalities, volume, name, version }),
    ...(isPlausibleBrain(volumeMl) ? [] : [sentences.text('brain.implausible', { volume })]),
  ];
}
