import assert from 'node:assert/strict';
import '../../../datasets';
import { syntheticCeiling } from '../../../datasets/synthetic/ceilingLearner';
import { SIGNALS } from '../../../datasets/synthetic/signals';
import { simulate } from '../../../datasets/synthetic/simulate';
import { AsOf } from '../../../src/data/asOf';
import { Controls } from '../../../src/data/controls/controls';
import { ExampleSet } from '../../../src/data/examples';
import { bindTask } from '../../../src/data/tasks/bind';
import type { TrainingData } from '../../../src/training/learner';

const SHOP = { customers: 2000, itemsPerSeason: 40, baseRate: 0.2 };

describe('the ceiling of the synthetic shop as a learner', () => {
  const { log, truth } = simulate(SHOP);

  async function asked() {
    const task = await bindTask('synthetic', log);
    const [train, test] = (['train', 'test'] as const).map((part) => {
      const { examples, label } = task.split(0, part);
      return { asOf: new AsOf(examples, log), label };
    });
    return { train, validation: train, test, items: ['target'], controls: Controls.none, seed: 0 };
  }

  async function ceilingOf(data: TrainingData, given: object) {
    return syntheticCeiling.fit(data, syntheticCeiling.options.parse(given));
  }

  it('predicts the true probabilities, saved and loaded too', async () => {
    const data = await asked();
    const model = await ceilingOf(data, { simulation: SHOP });
    const expected = Float32Array.from(truth.probability(data.test.asOf.examples));
    assert.deepEqual(model.predict(data.test.asOf), expected);
    const loaded = syntheticCeiling.load(JSON.parse(JSON.stringify(model.toJSON())));
    assert.deepEqual(loaded.predict(data.test.asOf), expected);
  });

  it('of one signal alone, is the mean probability of all customers at that moment who have it', async () => {
    const data = await asked();
    const model = await ceilingOf(data, { simulation: SHOP, signals: ['graph'] });
    const [time] = data.test.asOf.examples.time;
    // Also those who have bought already, whom the task does not ask about.
    const all = ExampleSet.at(
      time,
      Int32Array.from({ length: log.customers.length }, (_, customer) => customer),
    );
    const [p, graph, whole] = [model.predict(new AsOf(all, log)), truth.signal(all, 'graph'), truth.probability(all)];
    for (const side of [-1, 1]) {
      const rows = [...graph.keys()].filter((row) => graph[row] === side);
      const mean = rows.reduce((sum, row) => sum + whole[row], 0) / rows.length;
      assert.ok(rows.every((row) => p[row] === p[rows[0]]));
      assert.ok(Math.abs(p[rows[0]] / mean - 1) < 0.05, `${p[rows[0]]}, the mean is ${mean}`);
    }
  });

  it('knows of no other shop', async () => {
    const data = await asked();
    const model = await ceilingOf(data, { simulation: { ...SHOP, seed: 3 }, signals: SIGNALS });
    assert.throws(() => model.predict(data.test.asOf), /not those of the simulation/);
  });
});
