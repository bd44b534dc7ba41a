import type { IntakeDraft, IntakeFinding } from '#shared/contract/index.ts';
import type { FindingKind, FindingReason } from '#shared/domain/finding.ts';

/** Where the result would be wrong, not only less exact, if the finding is right. */
const seriousKinds: readonly FindingKind[] = [
  'two-patients',
  'swapped',
  'name-content-disagree',
  'duplicate-content',
  'apart',
  'mirrored',
];
const seriousReasons: readonly FindingReason[] = ['constant', 'few-levels', 'inverted'];

/** Serious findings the user has said nothing about. */
export function openQuestions({ findings, alignment }: IntakeDraft): readonly IntakeFinding[] {
  const isAligned = alignment?.answer === 'accepted';
  return findings.filter(
    (finding) => isSerious(finding) && !finding.isKept && !(finding.kind === 'apart' && isAligned),
  );
}

function isSerious({ kind, reason }: IntakeFinding): boolean {
  return seriousKinds.includes(kind) || (reason !== null && seriousReasons.includes(reason));
}

/** Ids of the files of which every voxel has the same value; an answer does not fill them. */
export function emptyImages({ findings }: IntakeDraft): readonly string[] {
  return findings.flatMap(({ reason, files }) => (reason === 'constant' ? files.map(({ fileId }) => fileId) : []));
}

/** Ids of the files of which not all is well. */
export function doubtedFiles(draft: IntakeDraft): ReadonlySet<string> {
  const questioned = openQuestions(draft).flatMap(({ files }) => files.map(({ fileId }) => fileId));
  return new Set([...questioned, ...emptyImages(draft)]);
}
