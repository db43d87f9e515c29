import type { Configuration } from '../configuration';

/** Something that runs trials: this process, several processes, several machines. */
export interface Runner {
  /**
   * Runs trials that do not build on each other. Each stores how it ended (`runTrial`) before it counts as ended.
   * @param trials in the order in which they should start; each is asked for when there is someone to run it
   * @param ended to be called after each, with the reason where it stored nothing
   * @returns trials that stored nothing, such as those whose process was killed
   * @throws InputError for what no trial could run with, or store its result in
   */
  run(trials: Trials, ended: (trial: Configuration, lost?: string) => void): Promise<readonly FailedTrial[]>;
}

/** Trials that are known beforehand, or that depend on how others end. */
export type Trials = Iterable<Configuration> | AsyncIterable<Configuration>;

export interface FailedTrial {
  readonly configuration: Configuration;
  /** Why, in one line. */
  readonly failure: string;
}
