/**
 * A mistake in what the user gave (a file, a column, a configuration), not in the program.
 * Scripts print its message alone, without a stack trace, and exit with code 2.
 */
export class InputError extends Error {
  /**
   * @param what what is wrong, as a sentence without a full stop
   * @param where file, row and column, or the path inside a configuration
   * @param expected what would have been right
   */
  constructor(
    readonly what: string,
    readonly where?: string,
    readonly expected?: string,
  ) {
    super(
      printable([where ? `${where}: ${what}` : what, expected && `expected ${expected}`].filter(Boolean).join('; ')),
    );
    this.name = 'InputError';
  }
}

/**
 * A text on one line that a terminal shows and does not obey: control characters, line breaks, marks that
 * turn the direction of writing and halves of characters are written as in JSON (`\n`, `\u001b`), so that a
 * name can be copied from a message into a schema.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (character) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
