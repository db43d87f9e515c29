import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { override } from '../../src/base/override';
import { learners } from '../../src/learners';
import {
  checkSpace,
  declaredValues,
  pathOf,
  resourceOf,
  spaceOf,
  withDomain,
  withValues,
} from '../../src/search/space';

const model = learners.reference().parse({
  name: 'fused',
  branches: ['sequence', { name: 'graph', layer: 'gat' }, { name: 'sequence', encoder: 'gru' }],
  loss: 'focal',
});
const parameters = spaceOf(model);

describe('the space of a model', () => {
  it('has the options of the components that it names, at any depth, and of no other', () => {
    const names = parameters.map(({ name }) => name);
    for (const name of [
      'dropout',
      'training.learningRate',
      'branches.sequence.length',
      'branches.sequence.encoder.units',
      'branches.graph.layer.heads',
      'branches.2.encoder.units',
      'loss.gamma',
    ])
      assert.ok(names.includes(name), `${name} in ${names.join(', ')}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(!names.some((name) => name.includes('positiveWeight') || name.includes('ratio')));
    assert.ok(spaceOf({ ...model, loss: 'weighted-bce' }).every(({ name }) => !name.startsWith('loss')));
  });

  it('names options as they are set, and takes what they are from the model', () => {
    for (const { name, path, declared } of parameters) {
      assert.deepEqual(pathOf(model, name), path);
      const value = declared === 0.123 ? 0.1 : 0.123;
      const changed = override({ model }, `model.${name}=${value}`).model;
      const found = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], changed);
      assert.equal(found, value, name);
    }
  });

  it('has the options of a baseline where they stand in its learner', () => {
    const boosting = spaceOf({ name: 'gradient-boosting', features: ['rfm'] });
    assert.ok(boosting.some(({ name, declared }) => name === 'model.learningRate' && declared === 0.04));
  });

  it('makes a model of values, which is what was declared for the declared ones', () => {
    assert.deepEqual(withValues(model, parameters, declaredValues(parameters)!), model);
    const values = { ...declaredValues(parameters)!, 'branches.2.encoder.units': 64 };
    const expected = structuredClone(model) as unknown as { branches: { encoder: { units: number } }[] };
    expected.branches[2].encoder.units = 64;
    assert.deepEqual(withValues(model, parameters, values), expected);
  });

  it('knows how long learners train', () => {
    const { name, declared } = resourceOf(model)!;
    assert.deepEqual([name, declared], ['training.epochs', 10]);
    assert.equal(resourceOf(learners.reference().parse('gradient-boosting'))!.declared, 500);
    assert.equal(resourceOf(learners.reference().parse('logistic')), undefined);
  });

  const domains: [assignment: string, domain: object][] = [
    ['dropout=0..0.3', { low: 0, high: 0.3 }],
    ['training.learningRate=1e-4..0.1', { low: 1e-4, high: 0.1, log: true }],
    ['training.batchSize=256..4096:log', { low: 256, high: 4096, integer: true, log: true }],
    ['training.batchSize=256,1024', { choices: [256, 1024] }],
    ['branches[0].length=3', { choices: [3] }],
    ['branches.sequence.step=basket,event', { choices: ['basket', 'event'] }],
  ];
  for (const [assignment, domain] of domains)
    it(`takes ${assignment} for a domain`, () => {
      const path = pathOf(model, assignment.split('=')[0])!;
      const changed = withDomain(model, parameters, assignment);
      const found = changed.filter((one) => one.path.join() === path.join());
      assert.deepEqual(
        found.map((one) => one.domain),
        [domain],
      );
      checkSpace(model, changed);
    });

  const refused: [assignment: string, message: RegExp][] = [
    ['dropout', /^--space: "dropout" is no space; expected option=low\.\.high/],
    ['dropout=', /^--space: "dropout=" is no space/],
    ['dropout=0.5..0.1', /^--space: "0\.5\.\.0\.1" in dropout=.* is no space/],
    ['dropout=a..b', /"a\.\.b" in dropout=a\.\.b is no space/],
    ['training.learningRate=0..1', /"0\.\.1" in training\.learningRate=0\.\.1 is no space/],
    ['branches.tabular.units=1..2', /^--space: the model has no option "branches\.tabular\.units"; expected an option/],
    ['branches.sequence.step=1..2', /"1\.\.2" in .* is no space/],
    ['dropout=0..2', /^space of dropout: .*expected number to be <=0\.9/],
    ['branches.sequence.step=basket,month', /^space of branches\.sequence\.step: .*"month" given/],
  ];
  for (const [assignment, message] of refused)
    it(`refuses ${assignment}`, () => {
      assert.throws(
        () => checkSpace(model, withDomain(model, parameters, assignment)),
        (error) => {
          assert.ok(error instanceof InputError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
    });
});
