import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import type { ServeOptions } from './serve.ts';

const optionsSchema = z.object({
  dataDir: z.string().optional(),
  modelsDir: z.string().optional(),
  rendererDir: z.string().optional(),
  port: z.number(),
  open: z.boolean(),
});

/** The options of the browser host, the same under both of its commands. */
export function addServeOptions(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where studies are kept')
    .option('--models-dir <folder>', 'where models are looked for')
    .option('--renderer-dir <folder>', 'the built page')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', parsePort, 0)
    .option('--no-open', 'do not open the browser');
}

export function readServeOptions(command: Command): ServeOptions {
  return optionsSchema.parse(command.opts());
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65535) throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}
