import assert from 'node:assert/strict';
import { datasets } from '../../datasets';
import { Random } from '../../src/base/random';
import { openModel, openTable } from '../../src/explain/openModel';
import { permutationImportance } from '../../src/explain/permutation';
import { shap } from '../../src/explain/shap';
import { learners } from '../../src/learners';
import { fit } from '../../src/learners/model';
import type { FittedModel } from '../../src/training/learner';
import type { PreparedData } from '../../src/training/prepare';
import { training, trial } from '../learners/world';

const { asOf, label } = trial.test;
const TREES = { name: 'decision-tree', features: ['rfm'] };
const TRAINING = { epochs: 1, batchSize: 64 };

/** What learners need to be told beside their defaults, or to be quick here. */
const GIVEN: Readonly<Record<string, object>> = {
  logistic: { features: ['rfm'] },
  'gradient-boosting': { features: ['rfm'], model: { numTrees: 5 } },
  'decision-tree': { features: ['rfm'] },
  'random-forest': { features: ['rfm'], model: { nEstimators: 5 } },
  'bg-nbd': { horizonDays: 5 },
  'pareto-nbd': { horizonDays: 5 },
  fused: { branches: ['sequence', 'tabular'], training: TRAINING },
  'sequence-anomaly': { sequence: { encoder: { name: 'lstm', units: 4 } }, training: TRAINING },
  stack: { members: [TREES, { name: 'bg-nbd', horizonDays: 5 }] },
  calibrated: { model: TREES, method: 'temperature' },
  'balanced-bagging': { model: TREES, members: 2 },
  'easy-ensemble': { model: TREES, members: 2 },
  'deep-ensemble': { model: { name: 'fused', branches: ['tabular'], training: TRAINING }, members: 2 },
  'boosting-on-codes': { network: { branches: ['sequence'], training: TRAINING }, features: ['rfm'] },
};

/** Opened, with each example's own inputs it is the model itself, and contributions sum to its scores. */
function isOpened(model: FittedModel): void {
  const score = model.predict(asOf);
  const open = openModel(model, asOf);
  const own = Int32Array.from({ length: asOf.size }, (_, row) => row);
  const taken = new Uint8Array(own.length * open.inputs.length).fill(1);
  const again = open.predict({ own, donor: new Int32Array(own.length), taken });
  score.forEach((p, row) => {
    assert.ok(Math.abs(again[row] - p) < 1e-6, `row ${row}: ${again[row]} opened, ${p} predicted`);
  });
  const rows = own.slice(0, 3);
  const found = shap(open, rows, { background: own.slice(0, 8), samples: 64, random: new Random(1) });
  rows.forEach((row) => {
    const values = found.values.subarray(row * open.inputs.length, (row + 1) * open.inputs.length);
    const sum = values.reduce((total, value) => total + value, found.base);
    assert.ok(Math.abs(sum - score[row]) < 1e-6, `row ${row}: contributions sum to ${sum}, its score is ${score[row]}`);
  });
  const drops = permutationImportance(open, label, 2, new Random(1));
  assert.equal(drops.length, open.inputs.length);
  assert.ok(drops.every(({ averagePrecision }) => Number.isFinite(averagePrecision.value)));
}

describe('explaining every learner', () => {
  assert.ok(datasets.names.length > 0, 'learners of data sets are registered');

  // A ceiling answers for the log of its own simulation alone.
  for (const { name } of learners.all.filter((one) => one.asks === undefined && !/majority|-ceiling/.test(one.name)))
    it(`${name} is open to contributions and permutations, as trained and as a library gives it`, async () => {
      const { entry, options } = learners.resolve(learners.reference().parse({ name, ...GIVEN[name] }));
      const model = await entry.fit(training, options);
      isOpened(model);
      model.dispose();
      const given = await fit({ name, ...GIVEN[name] }, { ...training, negativesRate: 0.5 } as PreparedData);
      isOpened(given);
      given.dispose();
    });

  it('columns that are missing everywhere or constant get nothing, and examples of one class no permutation', () => {
    const random = new Random(4);
    const rows = 40;
    const values = Float32Array.from({ length: 3 * rows }, (_, i) => [Number.NaN, random.normal(), 7][i % 3]);
    const table = { rows, columns: ['missing', 'telling', 'constant'], values };
    const open = openTable(table, (one) =>
      Float32Array.from({ length: one.rows }, (_, r) => 1 / (1 + Math.exp(-one.values[3 * r + 1]))),
    );
    const own = Int32Array.from({ length: rows }, (_, row) => row);
    const { values: contributions } = shap(open, own, { background: own, random });
    const ofLabels = Uint8Array.from(own, (row) => Number(values[3 * row + 1] > 0.5));
    const drops = permutationImportance(open, ofLabels, 3, random);
    for (const column of [0, 2]) {
      for (const row of own) assert.ok(Math.abs(contributions[3 * row + column]) < 1e-6);
      assert.equal(drops[column].averagePrecision.value, 0);
    }
    assert.ok(drops[1].averagePrecision.value > 0.2);
    for (const y of [0, 1])
      assert.throws(
        () =>
          permutationImportance(
            open,
            ofLabels.map(() => y),
            1,
            random,
          ),
        {
          name: 'InputError',
          message: `permutation importance: ${40 * y} of 40 examples are positive; expected both classes`,
        },
      );
  });

  it('what reads nothing says so', async () => {
    const { entry, options } = learners.resolve(learners.reference().parse('majority'));
    const model = await entry.fit(training, options);
    assert.throws(() => openModel(model, asOf), {
      message: 'explanation: the model reads no inputs; expected a model on features, sequences or graphs',
    });
  });

  it('a model of repeat buying is opened by what it knows of customers', async () => {
    const { entry, options } = learners.resolve(learners.reference().parse({ name: 'bg-nbd', horizonDays: 5 }));
    const open = openModel(await entry.fit(training, options), asOf);
    assert.deepEqual(open.inputs, ['repeat purchases', 'weeks first to last', 'weeks since the first']);
    const [own, donor] = [0, 1].map((shift) =>
      Int32Array.from({ length: 200 }, (_, i) => (i * (1 + shift)) % asOf.size),
    );
    const mixed = open.predict({ own, donor, taken: Uint8Array.from({ length: 600 }, (_, i) => ((i * 7) % 3) & 1) });
    assert.ok(
      mixed.every((p) => p >= 0 && p <= 1),
      'a mixed row has no probability',
    );
  });
});
