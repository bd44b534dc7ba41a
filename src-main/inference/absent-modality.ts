import { GlioscopeError } from '#shared/domain/failure.ts';
import { modalities, modalityNames, type Modality } from '#shared/domain/modality.ts';
import type { ModelPackage } from './model-package.ts';

/**
 * A model segments a study that lacks a modality only where its manifest says how well it does without.
 *
 * @throws GlioscopeError model-needs-modality {model, modalities}.
 */
export function refuseLacking({ name, manifest }: ModelPackage, present: readonly Modality[]): void {
  const missing = modalities.filter((modality) => !present.includes(modality));
  const measured: Partial<Record<Modality, unknown>> = manifest.training?.dice?.without ?? {};
  const isMeasured = missing.length === 1 && missing.every((modality) => measured[modality] !== undefined);
  if (missing.length === 0 || isMeasured) return;
  const names = missing.map((modality) => modalityNames[modality]).join(', ');
  throw new GlioscopeError('model-needs-modality', { model: name, modalities: names });
}
