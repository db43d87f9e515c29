import assert from 'node:assert/strict';
import { readLog } from '../../src/data/read';
import { learners } from '../../src/learners';
import { fit, loadModel } from '../../src/learners/model';
import { type PreparedData, prepare } from '../../src/training/prepare';
import { refuses } from '../helpers/refuses';
import { shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

const LOGISTIC = { name: 'logistic', features: ['rfm'] };

describe('a model fitted on a log in hand', () => {
  const folder = temporaryFolder();
  const rate = 0.25;
  let data: PreparedData;
  before(async () => {
    const { log } = await readLog(writeShop(folder()).file, shopSchema);
    data = await prepare(log, { name: 'horizon', horizonDays: 30 }, { negatives: { rate } });
  });

  it("has the learner's odds times the share of the negatives that was kept", async () => {
    const { entry, options } = learners.resolve(learners.reference().parse(LOGISTIC));
    const sampled = (await entry.fit(data, options)).predict(data.test.asOf);
    const scores = (await fit(LOGISTIC, data)).predict(data.test.asOf);
    const odds = (p: number) => p / (1 - p);
    scores.forEach((p, i) => {
      assert.ok(Math.abs(odds(p) / odds(sampled[i]) - rate) < 1e-4, `${p} ${sampled[i]}`);
    });
  });

  it('leaves the odds of a stack, which saw all negatives of validation', async () => {
    const stack = { name: 'stack', members: [LOGISTIC, 'majority'] };
    const { entry, options } = learners.resolve(learners.reference().parse(stack));
    assert.deepEqual(
      (await fit(stack, data)).predict(data.test.asOf),
      (await entry.fit(data, options)).predict(data.test.asOf),
    );
  });

  it('predicts the same once saved and loaded', async () => {
    const model = await fit(LOGISTIC, data);
    const loaded = await loadModel(JSON.parse(JSON.stringify(model)));
    assert.deepEqual(loaded.predict(data.test.asOf), model.predict(data.test.asOf));
  });

  it('names what there is not', async () => {
    await refuses(fit('logistics', data), /^model: unknown learner "logistics"; there are /);
    await refuses(fit({ ...LOGISTIC, feature: [] }, data), /learner logistic has no option "feature"; there are /);
    await refuses(loadModel({ model: {} }), /^saved model, at learner: /);
    await refuses(loadModel({ learner: 'tree', logitShift: 0, model: {} }), /^unknown learner "tree"/);
  });
});
