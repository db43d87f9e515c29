import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { InputError, printable } from '../src/base/errors';
import { parseIso } from '../src/base/time';

/** The repository's root. */
export const ROOT = join(__dirname, '..');

/** Where results go: the repository's folder, unless LEDGERWALK_RESULTS names another (for one that is read-only). */
export const RESULTS = resolve(process.env.LEDGERWALK_RESULTS ?? join(ROOT, 'results'));

/** A command with its examples under `--help`. */
export function script(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .configureOutput({ outputError: (text, write) => write(oneLine(`${text} (--help shows options and examples)`)) })
    .exitOverride()
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);
}

/**
 * Runs the command of a script if that script is the program. No signal is handled: SIGINT and SIGTERM then end the
 * process at once (exit code 130 or 143 in a shell), also in the middle of a computation, in which a handler would not be
 * heard. Nothing has to be tidied up, for files are written whole or not at all.
 */
export function runIfMain(program: NodeModule, command: Command): void {
  if (require.main !== program) return;
  void run(command, process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

/** What was asked for was done, but for a part that could not be. */
export class IncompleteError extends Error {}

/**
 * Runs a command to its exit code: after a user's mistake one line and 2, after a bug its stack and 1; one line and 1
 * where the work is incomplete.
 */
export async function run(command: Command, args: readonly string[]): Promise<number> {
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const isIncomplete = error instanceof IncompleteError;
    if (!isIncomplete && !(error instanceof InputError)) {
      console.error(error);
      return 1;
    }
    process.stderr.write(oneLine(`error: ${error.message}`));
    return isIncomplete ? 1 : 2;
  }
}

/** A message on a line of its own. */
function oneLine(text: string): string {
  return `${printable(text.trim().replace(/\s*\n\s*/g, ' '))}\n`;
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

/** Reads a share above 0, up to 1, from the command line. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('expected a share above 0, up to 1');
  return value;
}

/** Reads a date from the command line, in seconds since 1970. */
export function dateArgument(text: string): number {
  try {
    return parseIso(text);
  } catch {
    throw new InvalidArgumentError('expected a date, YYYY-MM-DD');
  }
}
