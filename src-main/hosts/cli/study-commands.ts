import { Option, type Command } from 'commander';
import { z } from 'zod';
import { namedConventions } from '#shared/domain/export-name.ts';
import type { StoredStudies } from '../../services/stored-studies.ts';
import { dataDirectory } from '../data-directory.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';

type Run = (work: (context: CommandContext) => Promise<unknown>) => Promise<void>;

const optionsSchema = z.object({ dataDir: z.string().optional() });
const exportOptionsSchema = optionsSchema.extend({ out: z.string(), convention: z.enum(namedConventions).optional() });

/** `studies` and `export`: what the library holds, and a study of it as files. */
export function addStudyCommands(program: Command, run: Run): void {
  program
    .command('studies')
    .description('list the studies of the library, newest first')
    .option('--data-dir <folder>', 'where studies are kept')
    .action((_options: unknown, command: Command) =>
      run(async ({ output }) => {
        const { withStoredStudies } = await import('../../services/stored-studies.ts');
        await withStoredStudies(dataDirectory(optionsSchema.parse(command.opts()).dataDir), async (studies) => {
          for (const line of padColumns((await studies.list()).map(describe))) output.line(line);
        });
      }),
    );

  program
    .command('export')
    .description(
      'write a study’s modalities and its segmentation (the newest corrected, else the newest) into a folder, in BraTS names',
    )
    .argument('<study>', 'the beginning of its id, see glioscope studies; or the patient’s name')
    .requiredOption('--out <folder>', 'where the study’s folder is made')
    .addOption(
      new Option('--convention <name>', 'names of files and codes of the label map').choices([...namedConventions]),
    )
    .option('--data-dir <folder>', 'where studies are kept')
    .action((wanted: string, _options: unknown, command: Command) =>
      run(async ({ output, sentences }) => {
        const { withStoredStudies } = await import('../../services/stored-studies.ts');
        const { dataDir, out, convention } = exportOptionsSchema.parse(command.opts());
        return withStoredStudies(dataDirectory(dataDir), async (studies) => {
          const studyId = findStudy(await studies.list(), wanted);
          if (studyId === null) {
            output.note(sentences.text('cli.whichStudy', { study: wanted }));
            return exitCodes.failed;
          }
          output.line(await studies.exportTo(studyId, out, convention ?? null));
          output.line(sentences.text('app.researchUseOnly'));
          return 0;
        });
      }),
    );
}

type StudySummary = Awaited<ReturnType<StoredStudies['list']>>[number];

/** As many letters of an id as tell a library's studies apart. */
const shortId = 8;

function describe({ studyId, patientName, createdAt, resultCount }: StudySummary): readonly string[] {
  return [patientName, createdAt.slice(0, 10), String(resultCount), studyId.slice(0, shortId)];
}

/** Null unless exactly one is meant. */
function findStudy(studies: readonly StudySummary[], wanted: string): string | null {
  const named = studies.filter(({ patientName }) => patientName.normalize('NFC') === wanted.normalize('NFC'));
  const found = named.length > 0 ? named : studies.filter(({ studyId }) => studyId.startsWith(wanted));
  return found.length === 1 ? (found[0]?.studyId ?? null) : null;
}
