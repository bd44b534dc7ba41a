import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { namedConvention, namedConventions } from '#shared/domain/export-name.ts';
import { openLibrary, type Library } from '../../library/library.ts';
import type { StudySummaryRecord } from '../../library/records.ts';
import { exportStudy, writeStudyExport } from '../../services/export-study.ts';
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
      run(({ output }) =>
        inLibrary(optionsSchema.parse(command.opts()).dataDir, async (library) => {
          for (const line of padColumns((await library.listStudies()).map(describe))) output.line(line);
        }),
      ),
    );

  program
    .command('export')
    .description('write a study’s modalities and its newest segmentation into a folder, in BraTS names')
    .argument('<study>', 'the beginning of its id, see glioscope studies; or the patient’s name')
    .requiredOption('--out <folder>', 'where the study’s folder is made')
    .addOption(
      new Option('--convention <name>', 'names of files and codes of the label map').choices([...namedConventions]),
    )
    .option('--data-dir <folder>', 'where studies are kept')
    .action((wanted: string, _options: unknown, command: Command) =>
      run(({ output, sentences }) => {
        const { dataDir, out, convention } = exportOptionsSchema.parse(command.opts());
        return inLibrary(dataDir, async (library) => {
          const studyId = findStudy(await library.listStudies(), wanted);
          if (studyId === null) {
            output.note(sentences.text('cli.whichStudy', { study: wanted }));
            return exitCodes.failed;
          }
          const { results, labelConvention } = await library.getStudy(studyId);
          const files = await exportStudy(library, {
            ...{ studyId, resultId: results[0]?.resultId ?? null },
            convention: convention ?? namedConvention(labelConvention),
          });
          output.line(await writeStudyExport(resolve(out), files));
          output.line(sentences.text('app.researchUseOnly'));
          return 0;
        });
      }),
    );
}

async function inLibrary<T>(directory: string | undefined, work: (library: Library) => Promise<T>): Promise<T> {
  const library = await openLibrary(dataDirectory(directory));
  try {
    return await work(library);
  } finally {
    await library.close();
  }
}

/** As many letters of an id as tell a library's studies apart. */
const shortId = 8;

function describe({ studyId, patientName, createdAt, resultCount }: StudySummaryRecord): readonly string[] {
  return [patientName, createdAt.slice(0, 10), String(resultCount), studyId.slice(0, shortId)];
}

/** Null unless exactly one is meant. */
function findStudy(studies: readonly StudySummaryRecord[], wanted: string): string | null {
  const named = studies.filter(({ patientName }) => patientName === wanted);
  const found = named.length > 0 ? named : studies.filter(({ studyId }) => studyId.startsWith(wanted));
  return found.length === 1 ? (found[0]?.studyId ?? null) : null;
}
