import { Random } from '../../src/base/random';
import { evaluate, type Metrics } from '../../src/evaluation/metrics';
import { USUAL_MARGINS } from '../../src/evaluation/pair';
import { mean } from '../../src/evaluation/ranking';
import type { Configuration } from '../../src/experiment/configuration';
import type { PooledRun, ResultRow, ResultSet, RunResult, ScoredExamples } from '../../src/experiment/result';

export interface MadeUpRow {
  readonly name: string;
  readonly title?: string;
  readonly control?: boolean;
  /** The test examples' probabilities of each seed. */
  readonly scores: readonly Float32Array[];
  /** In the place of what the scores give, by seed. */
  readonly metrics?: readonly Partial<Metrics>[];
}

/** Test examples of one fold, or of several. */
export type MadeUpTest = Omit<ScoredExamples, 'fold'> & { readonly fold?: Int32Array };

/** Results of an experiment that nobody ran; validation scores are those of the test. */
export function madeUpResults(
  { fold, ...examples }: MadeUpTest,
  rows: readonly MadeUpRow[],
  comparisons: ResultSet['experiment']['comparisons'] = [],
): ResultSet {
  const test = { ...examples, fold: fold ?? new Int32Array(examples.label.length) };
  return {
    experiment: {
      name: 'made-up',
      title: 'Made up',
      comparisons,
      margins: USUAL_MARGINS,
      command: 'npm run ablate -- made-up',
    },
    folds: Array.from(new Set(test.fold), (f) => `2024-0${f + 1}-01`),
    rows: rows.map(
      ({ name, title = name, control = false, scores, metrics }): ResultRow => ({
        name,
        title,
        control,
        runs: scores.map((score, seed) => runOf(test, score, `${name}-${seed}`, seed, metrics?.[seed])),
      }),
    ),
    failed: [],
    test,
  };
}

function runOf(
  test: ScoredExamples,
  score: Float32Array,
  id: string,
  seed: number,
  given?: Partial<Metrics>,
): PooledRun {
  const folds = [...new Set(test.fold)].map((fold) => foldOf(test, score, `${id}-${fold}`, seed, fold, given));
  const names = Object.keys(folds[0].metrics) as (keyof Metrics)[];
  const metrics = Object.fromEntries(names.map((name) => [name, mean(folds.map((run) => run.metrics[name]))]));
  return { seed, folds, score, metrics: metrics as unknown as Metrics };
}

function foldOf(
  { label, item, fold: folds }: ScoredExamples,
  all: Float32Array,
  id: string,
  seed: number,
  fold: number,
  given?: Partial<Metrics>,
): RunResult {
  const here = (_: number, i: number) => folds[i] === fold;
  const score = all.filter(here);
  const scored = { score, label: label.filter(here), item: item[0] < 0 ? undefined : item.filter(here) };
  const configuration: Configuration = {
    dataset: { name: 'made-up' },
    task: { name: 'made-up' },
    fold,
    evaluate: 'test',
    negatives: { rate: 1, seed: 0 },
    model: { name: 'made-up' },
    threshold: { name: 'f1' },
    controls: [],
    seed,
  };
  return {
    id,
    configuration,
    metrics: { ...evaluate(scored, scored), ...given },
    scores: { validation: score, test: score },
    diagnostics: {},
    seconds: { train: 1, predict: 0.5 },
    environment: {
      engine: 'wasm (made up)',
      node: 'v20.0.0',
      dataFingerprint: 'f1n9e4',
      peakMemoryMB: 100,
    },
  };
}

/** A larger experiment for pictures: rows see a hidden propensity through more or less noise. */
export function noisyResults(
  noises: Readonly<Record<string, number>>,
  { customers = 300, items = 8, seeds = 3, folds = 1 } = {},
) {
  const random = Random.of(1, 'noisy results');
  const n = customers * items;
  const propensity = Float64Array.from({ length: n }, () => -3 + 1.5 * random.normal());
  const test = {
    customer: Int32Array.from({ length: n }, (_, i) => Math.floor(i / items)),
    item: Int32Array.from({ length: n }, (_, i) => i % items),
    label: Uint8Array.from(propensity, (logit) => (random.next() < sigmoid(logit) ? 1 : 0)),
    fold: Int32Array.from({ length: n }, (_, i) => Math.floor((i * folds) / n)),
  };
  const names = Object.keys(noises);
  const rows = names.map((name) => ({
    name,
    control: name.includes('shuffled'),
    scores: Array.from({ length: seeds }, () =>
      Float32Array.from(propensity, (logit) =>
        sigmoid((logit + 2) / (1 + noises[name]) - 2 + noises[name] * random.normal()),
      ),
    ),
  }));
  return madeUpResults(test, rows, [[names[0], names[1]]]);
}

/** Where `keen` sees more than `blind` and `twin` exactly the same; with names that LaTeX would trip over. */
export function contest(): ResultSet {
  const { test, rows } = noisyResults({ keen: 0.2, blind: 4, shuffled: 3 });
  const scores = (r: number) => rows[r].runs.map((run) => run.score);
  return madeUpResults(
    test,
    [
      { name: 'keen', title: 'keen & 100 % sure_footed', scores: scores(0) },
      { name: 'twin', scores: scores(0) },
      { name: 'blind', scores: scores(1) },
      { name: 'shuffled', scores: scores(2), control: true },
    ],
    [
      ['keen', 'blind'],
      ['keen', 'twin'],
      ['blind', 'keen'],
      ['blind', 'shuffled'],
    ],
  );
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
