import type { IntakeFile } from '#shared/contract/index.ts';
import type { Slot } from '#shared/domain/modality.ts';
import type { InspectedFile } from '../intake/inspect-file.ts';

/** A file of a draft: what was found in it, and where it stands. */
export interface DraftFile {
  readonly fileId: string;
  readonly inspected: InspectedFile;
  readonly slot: Slot | null;
  readonly slotSource: IntakeFile['slotSource'];
}
