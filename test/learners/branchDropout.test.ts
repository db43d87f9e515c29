import assert from 'node:assert/strict';
import '../../datasets';
import { simulate } from '../../datasets/synthetic/simulate';
import type { AsOf } from '../../src/data/asOf';
import { rocAuc } from '../../src/evaluation/ranking';
import { branchLosses } from '../../src/explain/occlusion';
import { isNetwork } from '../../src/explain/openModel';
import { learners } from '../../src/learners';
import type { FittedNetwork } from '../../src/learners/fused';
import { type PreparedData, prepare } from '../../src/training/prepare';

const SHOP = { customers: 800, itemsPerSeason: 40, baseRate: 0.3, sequenceStrength: 2, frequencyStrength: 2 };
const tabular = { name: 'tabular', features: ['rfm'] };
const sequence = {
  name: 'sequence',
  minCount: 1_000_000,
  embeddingDim: 1,
  encoder: { name: 'lstm', units: 12 },
  step: 'event',
};

describe('a model that is trained with branch dropout', () => {
  let data: PreparedData;
  let model: FittedNetwork;
  const fit = async (branches: object[], given: object = {}) => {
    const training = { batchSize: 512, epochs: 15, patience: 15, learningRate: 0.01 };
    const { entry, options } = learners.resolve(
      learners.reference().parse({ name: 'fused', branches, training, ...given }),
    );
    const fitted = await entry.fit(data, options);
    assert.ok(isNetwork(fitted));
    return fitted;
  };
  const auc = (scores: Float32Array) => rocAuc(scores, data.test.label);
  before(async () => {
    data = await prepare(simulate(SHOP).log, 'synthetic');
    model = await fit([tabular, sequence], { branchDropout: 0.3 });
  });
  after(() => model.dispose());

  it('does without a branch nearly as well as a model that never had it', async () => {
    const { asOf } = data.test;
    const whole = auc(model.predict(asOf));
    for (const [missing, branch] of [
      ['sequence', tabular],
      ['tabular', sequence],
    ] as const) {
      const alone = await fit([branch]);
      const [without, never] = [auc(model.predictWithout(asOf, [missing])), auc(alone.predict(asOf))];
      alone.dispose();
      assert.ok(without > never - 0.04, `without ${missing} ${without}, a model that never had it ${never}`);
      assert.ok(whole > without + 0.03, `${whole} with all, ${without} without ${missing}`);
    }
  });

  it('tells what each branch would say alone, and what its absence costs', () => {
    const { asOf } = data.test;
    const parts = model.predictByBranch?.(asOf);
    assert.deepEqual([...(parts?.keys() ?? [])], ['tabular', 'sequence']);
    assert.deepEqual(parts!.get('tabular'), model.predictWithout(asOf, ['sequence']));
    const whole = auc(model.predict(asOf));
    for (const { branch, auc: lost } of branchLosses(model.network, asOf, data.test.label, model.logitShift))
      assert.ok(Math.abs(lost - (whole - auc(model.predictWithout(asOf, [branch])))) < 1e-6, branch);
  });

  it('reads nothing of a branch that is missing', () => {
    const blind = model.network.branches[1].branch;
    const { prepare } = blind;
    blind.prepare = (_: AsOf) => assert.fail('it was read');
    try {
      model.predictWithout(data.test.asOf, ['sequence']);
      assert.throws(() => model.predict(data.test.asOf), /it was read/);
    } finally {
      blind.prepare = prepare;
    }
  });

  it('refuses a branch that it does not have; others refuse to do without any', async () => {
    assert.throws(() => model.predictWithout(data.test.asOf, ['graph']), /no branch "graph".*one of tabular, sequence/);
    const other = await fit([tabular, sequence], { training: { epochs: 1 } });
    assert.throws(() => other.predictWithout(data.test.asOf, ['sequence']), /never did without a branch/);
    other.dispose();
  });
});
