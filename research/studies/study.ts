import type { z } from 'zod';
import type { Component } from '../../src/base/component';
import type { TrialData } from '../../src/experiment/data';
import type { ExperimentInput } from '../../src/experiment/experiment';
import type { ResultSet } from '../../src/experiment/result';
import type { Section } from '../../src/report/document/document';
import type { TunedRow } from '../../src/search/tuning';
import type { FittedModel } from '../../src/training/learner';

export const PRESETS = ['quick', 'full'] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * A question that takes more than one table to answer: experiments, run through the trial store, and a report written
 * from their results. Its summary is the question in a sentence, printed under the title.
 */
export interface Study<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** The title of its page. */
  readonly title: string;
  /** What is run, each under a name of its own. `preset` is one of the presets of every document. */
  experiments(options: z.output<Options>, preset: Preset): readonly ExperimentInput[];
  /** The report's sections; whatever they say of results is worded from the numbers. */
  sections(run: StudyRun, options: z.output<Options>): readonly Section[] | Promise<readonly Section[]>;
}

/** Declares a study. */
export function defineStudy<Options extends z.ZodType>(study: Study<Options>): Study {
  return study as unknown as Study;
}

/** What the sections of a study are written from. */
export interface StudyRun {
  readonly preset: Preset;
  /** Where the report goes, for what is written beside it, such as a saved model. */
  readonly folder: string;
  /**
   * The results of an experiment. Rows of which a trial failed are missing; the page lists them.
   * @throws Error when the study has no such experiment
   */
  result(experiment: string): ResultSet;
  /**
   * Trains a row's model once more, exactly as its trial did: for what trials do not keep, such as a model to explain or
   * to save. Whoever asks disposes of it.
   * @throws Error when the study has no such row
   */
  fit(
    experiment: string,
    row: string,
    which?: { readonly fold?: number; readonly seed?: number },
  ): Promise<{ readonly model: FittedModel; readonly data: TrialData }>;
  /**
   * Searches the options of a row's model at random on validation, the row as it is being the first attempt; then runs the
   * best on test, once for each seed of the preset. All of it is kept in the trial store.
   * @param budget how many attempts
   * @throws Error when the study has no such row
   */
  search(experiment: string, row: string, budget: number): Promise<SearchedRow>;
}

/** What a search found, and the row with its options, on test. */
export interface SearchedRow {
  readonly tuned: TunedRow;
  /** The experiment's results with one row more, called `tuned`, compared with the row and with what that is compared with. */
  readonly result: ResultSet;
}
