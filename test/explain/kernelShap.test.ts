import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import type { Table } from '../../src/data/table';
import { outputs } from '../../src/explain/attributions';
import { exactShapley, type Game, sampledShapley } from '../../src/explain/kernelShap';
import { openTable } from '../../src/explain/openModel';
import { permutationImportance } from '../../src/explain/permutation';
import { shap } from '../../src/explain/shap';
import { bruteForceShapley } from './shapley';

/** A game of pairs and triples of players. */
function randomGame(players: number, random: Random): { game: Game; value: (present: readonly boolean[]) => number } {
  const terms = Array.from({ length: 3 * players }, () => ({
    members: Array.from({ length: 1 + random.int(3) }, () => random.int(players)),
    pay: random.normal(),
  }));
  const value = (present: readonly boolean[]) =>
    terms.reduce((sum, { members, pay }) => (members.every((m) => present[m]) ? sum + pay : sum), 0.7);
  const game: Game = (coalitions) =>
    Float64Array.from({ length: coalitions.length / players }, (_, c) =>
      value(Array.from({ length: players }, (_, p) => coalitions[c * players + p] === 1)),
    );
  return { game, value };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe('Shapley values of a game', () => {
  it('are the mean over all orders', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, players) => {
        const { game, value } = randomGame(players, new Random(seed));
        const found = exactShapley(game, players);
        assert.ok(largestDifference(found.values, bruteForceShapley(players, value)) < 1e-9);
        assert.ok(Math.abs(found.base - value(new Array(players).fill(false))) < 1e-12);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('are estimated without bias, always sum to what all are worth, and are exact for an additive game', () => {
    const players = 10;
    const { game } = randomGame(players, new Random(3));
    const exact = exactShapley(game, players);
    const runs = Array.from({ length: 40 }, (_, seed) => sampledShapley(game, players, 200, new Random(seed)));
    const total = exact.values.reduce((sum, value) => sum + value, 0);
    for (const { base, values } of runs) {
      assert.equal(base, exact.base);
      assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - total) < 1e-9);
    }
    for (let p = 0; p < players; p++) {
      const found = runs.map(({ values }) => values[p]);
      const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
      const std = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1));
      assert.ok(std > 0 && std < 0.5, `spread of player ${p}: ${std}`);
      assert.ok(Math.abs(mean - exact.values[p]) < 4 * (std / Math.sqrt(found.length)), `player ${p}`);
    }
    const pays = Array.from({ length: players }, (_, p) => p - 3);
    const additive: Game = (coalitions) =>
      Float64Array.from({ length: coalitions.length / players }, (_, c) =>
        pays.reduce((sum, pay, p) => sum + pay * coalitions[c * players + p], 1),
      );
    assert.ok(largestDifference(sampledShapley(additive, players, 60, new Random(1)).values, pays) < 1e-9);
  });
});

/** Rows of standard normal columns. */
function normalTable(rows: number, F: number): Table {
  const random = new Random(8);
  return {
    rows,
    columns: Array.from({ length: F }, (_, f) => `x${f}`),
    values: Float32Array.from({ length: rows * F }, () => random.normal()),
  };
}

/** Probabilities of a linear model that is blind to the columns of weight 0. */
function linear(weights: readonly number[]) {
  return ({ rows, values }: Table) =>
    Float32Array.from({ length: rows }, (_, row) =>
      weights.reduce((sum, weight, f) => sum + weight * values[row * weights.length + f], 0.5),
    );
}

describe('SHAP values of any model', () => {
  const weights = [0.1, -0.05, 0, 0.02];
  const model = openTable(normalTable(200, 4), linear(weights));
  const background = Int32Array.from({ length: 50 }, (_, i) => i);

  it('of a linear model are weight × distance to the background’s mean', () => {
    const rows = Int32Array.of(60, 150);
    const found = shap(model, rows, { background, random: new Random(1) });
    const { values } = model.table;
    const mean = (f: number) => background.reduce((sum, row) => sum + values[row * 4 + f], 0) / background.length;
    const expected = [...rows].flatMap((row) => weights.map((w, f) => w * (values[row * 4 + f] - mean(f))));
    assert.ok(largestDifference(found.values, expected) < 1e-6);
    const whole = Int32Array.of(...rows);
    const predicted = model.predict({ own: whole, donor: whole, taken: new Uint8Array(8) });
    assert.ok(largestDifference(outputs(found), predicted) < 1e-6);
  });

  it('give an input that the model does not read nothing', () => {
    const found = shap(model, Int32Array.of(3), { background, random: new Random(1) });
    assert.ok(Math.abs(found.values[2]) < 1e-7 && Math.abs(found.values[0]) > 1e-3);
  });

  it('of more inputs than can be enumerated come close', () => {
    const many = Array.from({ length: 16 }, (_, f) => (f % 4 ? 0.01 * f : 0));
    const wide = openTable(normalTable(100, 16), linear(many));
    const options = { background: background.subarray(0, 10), random: new Random(2), samples: 300 };
    const found = shap(wide, Int32Array.of(40), options);
    const { values } = wide.table;
    const expected = many.map((w, f) => {
      const mean = options.background.reduce((sum, row) => sum + values[row * 16 + f], 0) / 10;
      return w * (values[40 * 16 + f] - mean);
    });
    assert.ok(largestDifference(found.values, expected) < 1e-5);
  });

  it('need inputs', () => {
    assert.throws(() => openTable({ rows: 2, columns: [], values: new Float32Array(0) }, linear([])), {
      name: 'InputError',
    });
  });
});

describe('permutation importance', () => {
  const table = normalTable(2000, 3);
  const model = openTable(table, linear([0.1, 0.05, 0]));
  const random = new Random(4);
  const label = Uint8Array.from({ length: table.rows }, (_, row) => {
    const z = 2 * table.values[row * 3] + table.values[row * 3 + 1];
    return random.next() < 1 / (1 + Math.exp(2 - z)) ? 1 : 0;
  });

  it('falls with what an input tells: most, less, nothing; and is seeded', () => {
    const run = () => permutationImportance(model, label, 5, new Random(5));
    const [most, less, nothing] = run();
    assert.ok(most.auc.value > 2 * less.auc.value && less.auc.low > 0, JSON.stringify([most, less]));
    assert.ok(most.averagePrecision.value > less.averagePrecision.value);
    assert.deepEqual(nothing.auc, { value: 0, low: 0, high: 0 });
    assert.ok(most.auc.low <= most.auc.value && most.auc.value <= most.auc.high);
    assert.deepEqual(run(), [most, less, nothing]);
  });

  it('of a group that tells everything leaves chance', () => {
    const [all] = permutationImportance(model, label, 5, new Random(6), new Map([['all', [0, 1, 2]]]));
    const scores = model.predict({
      own: Int32Array.from(label.keys()),
      donor: Int32Array.from(label.keys()),
      taken: new Uint8Array(3 * label.length),
    });
    assert.ok(scores.length === label.length && all.auc.value > 0.3 && all.auc.value < 0.5);
  });
});
