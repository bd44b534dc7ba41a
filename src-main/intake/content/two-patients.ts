import type { OtherPatientReason } from '#shared/domain/finding.ts';
import { gridModality, isModality, type Slot } from '#shared/domain/modality.ts';
import type { Sketch } from '../../imaging/sketch.ts';
import { findCases } from '../case-names.ts';
import { areOtherBrains } from './brain-outline.ts';
import { isClassifiable } from './misplaced.ts';
import { headMatchOf, mirrorAdvantageOf } from './study-features.ts';

/** A mirrored brain may have another outline, and has a finding of its own: 0.34 at most between two patients at hand. */
const mirroredAdvantage = 0.35;

export interface PatientFile {
  readonly slot: Slot | null;
  readonly name?: string;
  readonly sketch: Sketch | null;
}

export interface TwoPatients<T> {
  readonly reason: OtherPatientReason;
  /** Patient by patient; that of T1ce first where the brains tell. */
  readonly files: readonly T[];
}

/** Files in slots that are of more than one patient, by the outlines of their brains, else by their names; null: one. */
export function findTwoPatients<T extends PatientFile>(files: readonly T[]): TwoPatients<T> | null {
  const slotted = files.filter(({ slot }) => slot !== null);
  const byBrain = splitByBrain(slotted);
  if (byBrain.length > 0) return { reason: 'other-brains', files: byBrain };
  const byName = findCases(slotted, ({ name }) => name ?? '').flat();
  return byName.length > 0 ? { reason: 'other-names', files: byName } : null;
}

/** Images that show the brain of T1ce, then those that show another; [] where none does. */
function splitByBrain<T extends PatientFile>(files: readonly T[]): readonly T[] {
  const brains = files.flatMap((file) => {
    const { slot, sketch } = file;
    const isBrain = slot !== null && isModality(slot) && sketch !== null && isClassifiable(sketch);
    return isBrain ? [{ file, sketch }] : [];
  });
  const anchor = brains.find(({ file }) => file.slot === gridModality)?.sketch;
  if (anchor === undefined) return [];
  const isOther = ({ sketch }: { sketch: Sketch }): boolean =>
    sketch !== anchor &&
    areOtherBrains(anchor, sketch, headMatchOf(anchor, sketch)) &&
    mirrorAdvantageOf(anchor, sketch) < mirroredAdvantage;
  const others = brains.filter(isOther);
  if (others.length === 0) return [];
  return [...brains.filter((brain) => !others.includes(brain)), ...others].map(({ file }) => file);
}
