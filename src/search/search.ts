import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import { Progress } from '../base/progress';
import { Random } from '../base/random';
import { type Configuration, trialId } from '../experiment/configuration';
import { openTask } from '../experiment/data';
import type { FailedRun, RunResult } from '../experiment/result';
import { InProcess, InWorkers, type WorkerOptions } from '../experiment/runners/local';
import type { Runner } from '../experiment/runners/runner';
import { Store } from '../experiment/store';
import type { Problem, Suggestion } from './method';
import { searchMethods } from './methods';
import { METRICS, type SearchMetric } from './metric';
import type { Parameter, Values } from './parameter';
import { type Resource, resourceOf, withValues } from './space';

export interface SearchOptions extends WorkerOptions {
  readonly method: ComponentSpec;
  /** Its value on validation decides what is best. */
  readonly metric: SearchMetric;
  /** So many full trainings; one with a third of the epochs or trees counts as a third. */
  readonly budget: number;
  /** Of the suggestions; trials have the seed of the target. */
  readonly seed: number;
  /** What is tried first; what the method says if omitted. */
  readonly first?: Values;
}

/** A suggestion and what came of it. */
export interface SearchAttempt extends Suggestion {
  /** The metric, with its sign turned where less is better; NaN where the trial failed. */
  readonly score: number;
  /** Missing where the model cannot have these values together. */
  readonly configuration?: Configuration;
  readonly run: RunResult | Pick<FailedRun, 'failure'>;
}

export interface SearchResult {
  readonly problem: Problem;
  /** In the order of their suggestions. */
  readonly attempts: readonly SearchAttempt[];
  /** The best of those that were trained longest; undefined where all failed. */
  readonly best?: SearchAttempt;
  /** In full trainings. */
  readonly spent: number;
  /** How many trials were run now, and how many the store had already. */
  readonly ran: number;
  readonly found: number;
}

/**
 * Searches the options of a model. Every attempt is a trial that evaluates on validation and computes no test score; its
 * result lies in the trial store, so that a search that is interrupted goes on where it stopped, and one with a larger
 * budget goes on where the smaller one ended. A suggestion depends on the seed and on the results of earlier attempts,
 * never on how long these took: of several that may run at the same time, none knows of the others'.
 * @param target what is searched for: a configuration whose model has other options in each trial
 * @throws InputError where there is nothing to search, or nothing to judge by
 */
export async function search(
  target: Configuration,
  parameters: readonly Parameter[],
  options: SearchOptions,
): Promise<SearchResult> {
  const { model } = target;
  if (parameters.length === 0) throw new InputError('there is no option to search', `model ${model.name}`);
  const { entry: method } = searchMethods.resolve(options.method);
  const resource = resourceOf(model);
  if (method.needsResource && !resource)
    throw new InputError(
      `model ${model.name} has no epochs or trees to give less of`,
      `search method ${method.name}`,
      'another method',
    );
  const problem: Problem = { parameters, fullResource: resource?.declared ?? 1 };
  const { fingerprint } = await openTask(target);
  return new Search(target, problem, resource, fingerprint, options).run();
}

/** An attempt that is under way, and then what came of it. */
class Started {
  id?: string;
  configuration?: Configuration;
  outcome?: Pick<SearchAttempt, 'run' | 'score'>;
  private resolve!: (run: SearchAttempt['run']) => void;
  readonly ended = new Promise<SearchAttempt['run']>((resolve) => {
    this.resolve = resolve;
  });

  constructor(readonly suggestion: Suggestion) {}

  end(run: SearchAttempt['run'], score: number): void {
    this.outcome = { run, score };
    this.resolve(run);
  }
}

class Search {
  private readonly started: Started[] = [];
  private readonly store: Store;
  private readonly progress: Progress;
  private found = 0;
  private ran = 0;

  constructor(
    private readonly target: Configuration,
    private readonly problem: Problem,
    private readonly resource: Resource | undefined,
    private readonly fingerprint: string,
    private readonly options: SearchOptions,
  ) {
    this.store = new Store(options.runs);
    this.progress = new Progress('full training', options.budget);
  }

  async run(): Promise<SearchResult> {
    const { workers } = this.options;
    const runner: Runner = workers > 1 ? new InWorkers(this.options) : new InProcess(this.store);
    await runner.run(this.trials(), (trial, lost) => {
      const attempt = this.started.find(({ configuration }) => configuration === trial)!;
      this.finish(attempt, lost === undefined ? this.store.read(attempt.id!) : { failure: lost });
    });
    await Promise.all(this.started.map(({ ended }) => ended));
    this.progress.end();
    const attempts = this.started.map(({ suggestion, configuration, outcome }) => ({
      ...suggestion,
      configuration,
      ...outcome!,
    }));
    const { problem, ran, found } = this;
    return { problem, attempts, best: bestOf(attempts), spent: this.spent() / problem.fullResource, ran, found };
  }

  /** The configurations of the attempts that have no result yet. */
  private async *trials(): AsyncGenerator<Configuration> {
    const { started, store } = this;
    for (;;) {
      // Those before it have ended too: their successors waited for them.
      await started[started.length - this.lag]?.ended;
      const attempt = new Started(this.suggest());
      if (this.spent() + attempt.suggestion.resource > this.options.budget * this.problem.fullResource) return;
      const before = started.slice();
      started.push(attempt);
      try {
        attempt.configuration = this.configurationOf(attempt.suggestion);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.finish(attempt, { failure: error.message });
        continue;
      }
      attempt.id = trialId(attempt.configuration, this.fingerprint);
      const twin = before.find(({ id }) => id === attempt.id);
      if (twin) void twin.ended.then((run) => this.finish(attempt, run));
      else if (store.has(attempt.id)) {
        this.found++;
        this.finish(attempt, store.read(attempt.id));
      } else {
        this.ran++;
        yield attempt.configuration;
      }
    }
  }

  private suggest(): Suggestion {
    const { entry: method, options } = searchMethods.resolve(this.options.method);
    const { first, seed } = this.options;
    const place = this.started.length;
    const known = this.started.map(({ suggestion, outcome }, i) => ({
      ...suggestion,
      score: i <= place - this.lag ? outcome?.score : undefined,
    }));
    const suggestion = method.suggest(options, this.problem, known, Random.of(seed, `attempt ${place}`));
    return place === 0 && first ? { ...suggestion, values: first } : suggestion;
  }

  private configurationOf({ values, resource }: Suggestion): Configuration {
    const { parameters } = this.problem;
    const length: Parameter[] = this.resource ? [this.resource] : [];
    const model = withValues(this.target.model, [...parameters, ...length], {
      ...values,
      ...(this.resource ? { [this.resource.name]: resource } : {}),
    });
    return { ...this.target, evaluate: 'validation', model };
  }

  private finish(attempt: Started, run: SearchAttempt['run']): void {
    attempt.end(run, scoreOf(run, this.options.metric));
    const ended = this.started.filter(({ outcome }) => outcome);
    this.progress.update(Math.floor(resourceOfAll(ended) / this.problem.fullResource));
  }

  private spent(): number {
    return resourceOfAll(this.started);
  }

  /**
   * How many attempts back the last one lies whose result a suggestion knows. With several workers twice as many as there
   * are, so that they seldom wait for the slowest.
   */
  private get lag(): number {
    const { workers } = this.options;
    return workers > 1 ? 2 * workers : 1;
  }
}

function resourceOfAll(attempts: readonly Started[]): number {
  return attempts.reduce((sum, { suggestion }) => sum + suggestion.resource, 0);
}

/** @throws InputError where the trial ended well and has no such metric */
function scoreOf(run: SearchAttempt['run'], metric: SearchMetric): number {
  if ('failure' in run) return Number.NaN;
  const value = run.metrics[metric];
  if (Number.isNaN(value))
    throw new InputError(`the task does not define ${METRICS[metric].title}`, '--metric', 'another metric');
  return METRICS[metric].higherIsBetter ? value : -value;
}

/** The best of the attempts that were trained longest, the earliest of equals. */
function bestOf(attempts: readonly SearchAttempt[]): SearchAttempt | undefined {
  const ended = attempts.filter(({ score }) => !Number.isNaN(score));
  const longest = Math.max(...ended.map(({ resource }) => resource));
  return ended
    .filter(({ resource }) => resource === longest)
    .reduce<SearchAttempt | undefined>((best, one) => (best && best.score >= one.score ? best : one), undefined);
}
