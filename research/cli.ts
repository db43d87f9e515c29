import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../src/base/errors';

/** The repository's root. */
export const ROOT = join(__dirname, '..');

/** Where results go unless told otherwise. */
export const RESULTS = join(ROOT, 'results');

/** A command with its examples under `--help`. */
export function script(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError('(--help shows the options and examples)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);
}

/** Runs a command; a user's mistake ends it with one line and exit code 2, a bug with its stack and 1. */
export async function run(command: Command): Promise<void> {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    await command.parseAsync();
  } catch (error) {
    if (error instanceof InputError) console.error(`error: ${error.message}`);
    else console.error(error);
    process.exitCode = error instanceof InputError ? 2 : 1;
  }
}

/** Reads a whole number of at least `least` from the command line. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number, ${least} or more`);
    return value;
  };
}
