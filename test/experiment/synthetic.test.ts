import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Signal } from '../../datasets/synthetic/signals';
import { simulate } from '../../datasets/synthetic/simulate';
import { experiments } from '../../research/experiments';
import { countPositives } from '../../src/data/examples';
import { type AucComparison, delong } from '../../src/evaluation/delong';
import { rocAuc } from '../../src/evaluation/ranking';
import { collect } from '../../src/experiment/collect';
import { openData } from '../../src/experiment/data';
import { completeExperiment, type Experiment, plan } from '../../src/experiment/experiment';
import { runAll } from '../../src/experiment/runner';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** Fewer customers than `npm run ablate -- synthetic` has, and stronger signals, so that fewer examples show them. */
const SHOP = {
  customers: 1500,
  itemsPerSeason: 60,
  baseRate: 0.15,
  graphStrength: 2,
  sequenceStrength: 2,
  frequencyStrength: 1,
};

/** Fewer customers make shorter epochs: the rate stays up, and training ends by validation. */
const TRAINING = { batchSize: 1024, epochs: 20, patience: 6, learningRate: 0.005 };

/** Some rows of the declared ablation on another shop, one seed. */
function ablation(options: Partial<typeof SHOP>, rows: readonly string[]): Experiment {
  const declared = experiments.get('synthetic').document;
  return completeExperiment(
    {
      ...declared,
      dataset: { name: 'synthetic', ...SHOP, ...options },
      presets: { quick: { seeds: 1 } },
      rows: declared.rows
        .filter(({ name }) => rows.includes(name))
        .map(({ model, ...row }) => ({ ...row, model: isFused(model) ? { ...model, training: TRAINING } : model })),
      comparisons: [],
      ceiling: undefined,
      gap: undefined,
    },
    'synthetic',
  );
}

function isFused(model: unknown): model is { readonly name: 'fused' } {
  return typeof model === 'object' && model !== null && 'name' in model && model.name === 'fused';
}

describe('the whole machine on a simulated shop', () => {
  const runs = temporaryFolder();

  /** Trains the rows, and gives what they say of the test examples beside the truth. */
  async function trained(options: Partial<typeof SHOP>, rows: readonly string[]): Promise<Outcome> {
    const experiment = ablation(options, rows);
    const planned = plan(experiment, 'quick');
    const trials = planned.flatMap(({ configurations }) => configurations);
    const sweep = await runAll(trials, { workers: 1, runs: runs(), cache: join(runs(), 'cache') });
    assert.deepEqual(sweep.failed, []);
    const { rows: results } = await collect(experiment, 'quick', runs());
    const scores = Object.fromEntries(results.map(({ name, runs: [run] }) => [name, run.score]));
    const { test } = await openData(planned[0].configurations[0]);
    const { examples } = test.asOf;
    const positives = countPositives(test.label);
    const { truth } = simulate({ ...SHOP, ...options });
    return {
      scores,
      oracle: (visible) => truth.logOdds(examples, visible),
      auc: (scores) => rocAuc(scores, test.label),
      compare: (row, against) => delong(scores[row], scores[against], test.label),
      error: Math.sqrt((examples.size + 1) / (12 * positives * (examples.size - positives))),
    };
  }

  describe('with all signals', () => {
    let outcome: Outcome;
    before(async function () {
      this.timeout(300_000);
      outcome = await trained({}, ['sequence', 'graph', 'fused', 'graph-shuffled', 'sequence-permuted']);
    });

    const reaches = (row: string, visible: readonly Signal[]) => {
      const { auc, error } = outcome;
      const [reached, best] = [auc(outcome.scores[row]), auc(outcome.oracle(visible))];
      assert.ok(best - reached < 2 * error, `${row} reaches ${reached} of ${best}, standard error ${error}`);
    };
    const worthless = (row: string) => {
      const { auc, error } = outcome;
      const reached = auc(outcome.scores[row]);
      assert.ok(Math.abs(reached - 0.5) < 3 * error, `${row} reaches ${reached}, standard error ${error}`);
    };

    it('the graph alone finds what the graph tells', () => reaches('graph', ['graph']));
    it('the sequence alone finds what the sequence tells', () => reaches('sequence', ['sequence']));
    it('both fused come near who knows both', () => reaches('fused', ['graph', 'sequence']));
    for (const row of ['sequence', 'graph'])
      it(`both fused beat the ${row} alone`, () => {
        const { difference, p } = outcome.compare('fused', row);
        assert.ok(difference > 0 && p < 0.01, `the fused row gains ${difference}, p ${p}`);
      });
    it('a shuffled graph tells nothing', () => worthless('graph-shuffled'));
    it('permuted events tell nothing', () => worthless('sequence-permuted'));
  });

  for (const [signal, useless, other] of [
    ['graphStrength', 'graph', 'sequence'],
    ['sequenceStrength', 'sequence', 'graph'],
  ])
    it(`without its signal, the ${useless} adds nothing to the ${other}`, async function () {
      this.timeout(300_000);
      const { compare, error } = await trained({ [signal]: 0 }, [other, 'fused']);
      const { difference, p } = compare('fused', other);
      assert.ok(difference < 0 || p > 0.01, `the fused row gains ${difference}, p ${p}`);
      assert.ok(difference > -2 * error, `the fused row loses ${-difference}, standard error ${error}`);
    });

  it('boosting on RFM finds what the frequency tells', async () => {
    const strengths = { graphStrength: 0, sequenceStrength: 0, frequencyStrength: 2 };
    const { scores, auc, error, oracle } = await trained(strengths, ['rfm']);
    assert.ok(auc(oracle(['frequency'])) - auc(scores.rfm) < 2 * error);
    assert.ok(auc(scores.rfm) > 0.5 + 4 * error);
  });

  it('boosting on RFM finds nothing of what graph and sequence tell', async () => {
    const { scores, auc, error } = await trained({ frequencyStrength: 0 }, ['rfm']);
    assert.ok(Math.abs(auc(scores.rfm) - 0.5) < 3 * error, `${auc(scores.rfm)}, standard error ${error}`);
  });
});

type Scores = Float32Array | Float64Array;

interface Outcome {
  /** By row. */
  readonly scores: Readonly<Record<string, Scores>>;
  /** The best scores of whoever sees the signals named alone. */
  oracle(visible: readonly Signal[]): Scores;
  auc(scores: Scores): number;
  /** DeLong's test of one row against another. */
  compare(row: string, against: string): AucComparison;
  /** The standard error of the AUC of worthless scores; that of better ones is smaller. */
  readonly error: number;
}
