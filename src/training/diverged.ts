/** Training that led nowhere: a loss or a score that is no number. The trial has failed, not the program. */
export class DivergedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DivergedError';
  }
}
