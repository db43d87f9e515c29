import assert from 'node:assert/strict';
import { z } from 'zod';
import { type Component, componentsUsed, NO_OPTIONS } from '../../src/base/component';
import { InputError } from '../../src/base/errors';
import { check } from '../../src/base/json';
import { Registry } from '../../src/base/registry';

describe('Registry', () => {
  const component = (name: string, options: z.ZodType = NO_OPTIONS): Component => ({ name, summary: name, options });
  const shared = component('shared');
  const layers = new Registry('layer', [
    component('sum'),
    { ...component('attention', z.strictObject({ heads: z.number().int().default(2) })), uses: [shared] },
  ]);
  const models = new Registry<Component>('model', [
    component(
      'network',
      z.strictObject({
        layers: z.array(layers.reference()).default([]),
        training: z.strictObject({ epochs: z.number().default(3) }).prefault({}),
      }),
    ),
  ]);
  models.add(component('ensemble', z.strictObject({ members: z.array(z.lazy(() => models.reference())).min(2) })));
  const document = z.strictObject({ model: models.reference() });

  it('writes every option out, at every depth, however a component is given', () => {
    const written = {
      name: 'network',
      layers: [{ name: 'attention', heads: 2 }, { name: 'sum' }],
      training: { epochs: 3 },
    };
    for (const model of [
      { name: 'network', layers: ['attention', 'sum'] },
      { layers: [{ heads: 2, name: 'attention' }, { name: 'sum' }], training: {}, name: 'network' },
      written,
    ])
      assert.deepEqual(check(document, { model }, 'a.json'), { model: written });
    assert.deepEqual(check(document, { model: 'network' }, 'a.json').model, { ...written, layers: [] });
  });

  const refused: [model: unknown, message: string][] = [
    ['netwrok', 'model: unknown model "netwrok"; there are network, ensemble'],
    [{ name: 'netwrok' }, 'model.name: unknown model "netwrok"; there are network, ensemble'],
    [7, 'model: 7 given; expected the name of a model, or an object with its "name" and options'],
    [undefined, 'model: missing; expected the name of a model, or an object with its "name" and options'],
    [{ name: 'network', layer: 'sum' }, 'model: model network has no option "layer"; there are layers, training'],
    [{ name: 'network', layers: ['sum', 'summ'] }, 'model.layers[1]: unknown layer "summ"; there are sum, attention'],
    [
      { name: 'network', layers: [{ name: 'sum', heads: 1 }] },
      'model.layers[0]: layer sum has no option "heads"; there is none',
    ],
    [
      { name: 'network', layers: [{ name: 'attention', heads: 'two' }] },
      'model.layers[0].heads: "two" given; expected number',
    ],
    [{ name: 'network', training: { epoch: 1 } }, 'model.training: unknown key "epoch"; there are epochs'],
    [
      {
        name: 'ensemble',
        members: ['network', { name: 'ensemble', members: ['network', { name: 'network', layers: ['x'] }] }],
      },
      'model.members[1].members[1].layers[0]: unknown layer "x"; there are sum, attention',
    ],
  ];
  for (const [model, message] of refused)
    it(`tells place, fault and choices of ${JSON.stringify(model)}`, () => {
      assert.throws(
        () => check(document, { model }, 'a.json'),
        (error) => {
          assert.ok(error instanceof InputError, String(error));
          assert.equal(error.message, `a.json, at ${message}`);
          return true;
        },
      );
    });

  it('lists the components that a configuration names, and those that they use', () => {
    const { components } = componentsUsed(() => models.reference().parse({ name: 'network', layers: ['attention'] }));
    assert.deepEqual(components.map(({ name }) => name).sort(), ['attention', 'network', 'shared']);
  });

  it('refuses a name twice, takes an entry twice, and lists what there is', () => {
    assert.throws(() => layers.add(component('sum')), /two layers are called "sum"/);
    layers.add(layers.get('sum'));
    assert.deepEqual(layers.names, ['sum', 'attention']);
    assert.throws(() => layers.get('max'), /unknown layer "max"; expected one of sum, attention/);
    assert.deepEqual(layers.resolve({ name: 'attention', heads: 4 }).options, { heads: 4 });
  });
});
