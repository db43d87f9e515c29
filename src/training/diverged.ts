/** Training that led nowhere: a loss or a score that is no number. The trial has failed, not the program. */
export class DivergedError extends Error {
  /**
   * @param what what is no number, and in which epoch
   * @param blamed what was not finite first: a branch, a row
   */
  constructor(what: string, blamed?: string) {
    super(`training diverged: ${what}${blamed ? `; ${blamed}` : ''}`);
    this.name = 'DivergedError';
  }
}
