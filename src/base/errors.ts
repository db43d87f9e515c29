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
    super([where ? `${where}: ${what}` : what, expected && `expected ${expected}`].filter(Boolean).join('; '));
    this.name = 'InputError';
  }
}
