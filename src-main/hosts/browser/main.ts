import { Command } from 'commander';
import { toFailure } from '#shared/domain/failure.ts';
import { addServeOptions, readServeOptions } from './serve-options.ts';
import { serve } from './serve.ts';

/* Entry of the browser host: `npm start` where Electron cannot run. `glioscope serve` is the same. */
const program = addServeOptions(new Command('glioscope-browser-host'));
program.parse();
try {
  await serve(readServeOptions(program), (line) => void process.stdout.write(`${line}\n`));
} catch (error) {
  const { code, params, detail } = toFailure(error);
  process.stderr.write(`Glioscope could not start: ${code} ${JSON.stringify(params)}\n${detail ?? ''}\n`);
  process.exitCode = 1;
}
