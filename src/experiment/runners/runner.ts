import type { Configuration } from '../configuration';

/** Something that runs trials: this process, several processes, several machines. */
export interface Runner {
  /**
   * Runs trials that do not build on each other. Each stores how it ended (`runTrial`) before it counts as ended.
   * @param trials in the order in which they should start
   * @param ended to be called after each
   * @returns trials that stored nothing, such as those whose process was killed
   * @throws InputError for what no trial could run with, or store its result in
   */
  run(trials: readonly Configuration[], ended: () => void): Promise<readonly FailedTrial[]>;
}

export interface FailedTrial {
  readonly configuration: Configuration;
  /** Why, in one line. */
  readonly failure: string;
}
