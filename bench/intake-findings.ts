import { listCandidates } from '../src-main/intake/candidates.ts';
import { currentFindings } from '../src-main/services/draft-findings.ts';
import { addFiles, emptyDraft } from '../src-main/services/draft.ts';
import { inspectCandidates } from '../src-main/services/inspect-candidates.ts';

/*
 * How often intake says something about one image by itself, whatever its slot (brain cut off, odd
 * intensities, odd lengths, skull, thick slices): on studies known to be sound, each is a false alarm.
 *
 *     node bench/intake-findings.ts STUDY...
 *
 * A study is a folder, or one file with four volumes. Studies are numbered in the order given.
 */

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const studies = process.argv.slice(2);
const studiesWith = new Map<string, number>();
let images = 0;
for (const [index, study] of studies.entries()) {
  const inspected = await inspectCandidates(await listCandidates([study]));
  const draft = addFiles({ ...emptyDraft, draftId: '' }, inspected);
  images += draft.files.filter(({ slot }) => slot !== null && slot !== 'reference').length;
  for (const { kind, reason, files } of currentFindings(draft)) {
    if (reason === null) continue;
    const name = `${kind}/${reason}`;
    studiesWith.set(name, (studiesWith.get(name) ?? 0) + 1);
    print(`${String(index + 1)}: ${name}, ${String(files.length)} of its images`);
  }
  for (const { failure } of inspected) {
    if (failure !== null) print(`${String(index + 1)}: ${failure.code}`);
  }
}
print(`${String(studies.length)} studies, ${String(images)} images`);
for (const [name, count] of studiesWith) print(`${name}: ${String(count)} studies`);
if (studiesWith.size === 0) print('nothing remarked');
