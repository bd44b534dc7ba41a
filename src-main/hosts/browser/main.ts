import { Command } from 'commander';
import { toFailure } from '#shared/domain/failure.ts';
import { loadSentences, systemLanguage } from '../cli/sentences.ts';
import { findInstallation } from '../installation.ts';
import { addServeOptions, readServeOptions } from './serve-options.ts';
import { serve } from './serve.ts';

/* Entry of the browser host: `npm start` where Electron cannot run. `glioscope serve` is the same. */
const program = addServeOptions(new Command('glioscope-browser-host'));
program.parse();
try {
  await serve(readServeOptions(program), (line) => void process.stdout.write(`${line}\n`));
} catch (error) {
  const failure = toFailure(error);
  const sentences = await loadSentences(findInstallation().localesDirectory, systemLanguage());
  process.stderr.write(`${sentences.failure(failure)}\n${failure.detail ?? ''}\n`);
  process.exitCode = 1;
}
