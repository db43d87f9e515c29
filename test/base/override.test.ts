import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { override } from '../../src/base/override';

describe('override', () => {
  const document = {
    task: 'repurchase',
    presets: { quick: { seeds: 3 } },
    rows: [
      { name: 'boosting', model: 'gradient-boosting' },
      { name: 'fused', model: { name: 'fused', branches: ['sequence', { name: 'graph', depth: 1 }] } },
    ],
  };
  const fused = (change: object) => ({ ...document, rows: [document.rows[0], { ...document.rows[1], ...change }] });
  const branches = (...list: unknown[]) => fused({ model: { name: 'fused', branches: list } });

  const assignments: [assignment: string, expected: object][] = [
    ['presets.quick.seeds=1', { ...document, presets: { quick: { seeds: 1 } } }],
    ['rows.fused.title=a text', fused({ title: 'a text' })],
    ['rows.fused.title="5"', fused({ title: '5' })],
    ['rows.fused.title=a=b', fused({ title: 'a=b' })],
    ['rows[1].title=x', fused({ title: 'x' })],
    ['rows.1.title=x', fused({ title: 'x' })],
    ['rows.fused.model.units=64', fused({ model: { ...(document.rows[1].model as object), units: 64 } })],
    ['rows.fused.model.branches.graph.depth=2', branches('sequence', { name: 'graph', depth: 2 })],
    ['rows.fused.model.branches[1]=tabular', branches('sequence', 'tabular')],
    ['rows.fused.model.branches[2]=tabular', branches('sequence', { name: 'graph', depth: 1 }, 'tabular')],
    [
      'rows.fused.model.branches.sequence.length=5',
      branches({ name: 'sequence', length: 5 }, { name: 'graph', depth: 1 }),
    ],
    ['rows.other={"name":"other"}', { ...document, rows: [...document.rows, { name: 'other' }] }],
    ['task.horizonDays=7', { ...document, task: { name: 'repurchase', horizonDays: 7 } }],
    ['rows.fused.controls=["rewire-edges"]', fused({ controls: ['rewire-edges'] })],
    ['dataset.size=3', { ...document, dataset: { size: 3 } }],
  ];
  for (const [assignment, expected] of assignments)
    it(`sets ${assignment} in a copy`, () => {
      const before = structuredClone(document);
      assert.deepEqual(override(document, assignment), expected);
      assert.deepEqual(document, before);
    });

  const refused: [assignment: string, message: RegExp][] = [
    ['rows', /^--set: "rows" sets nothing; expected path=value, such as /],
    ['=3', /^--set: "=3" sets nothing; /],
    ['rows.nope.title=x', /^--set: "nope" in rows\.nope\.title=x names no element; expected one of boosting, fused$/],
    ['rows[7].title=x', /"7" in .* names no element/],
    ['rows.fused.model.branches[3]=x', /"3" in .* names no element; expected one of sequence, graph$/],
    ['presets.quick.seeds.x=1', /^--set: "seeds" in presets\.quick\.seeds\.x=1 is 3; expected an object or a list$/],
    ['rows.fused.__proto__.x=1', /^--set: "__proto__" in .* is no key; /],
  ];
  for (const [assignment, message] of refused)
    it(`refuses ${assignment}`, () => {
      assert.throws(
        () => override(document, assignment),
        (error) => {
          assert.ok(error instanceof InputError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
      assert.equal(({} as { x?: number }).x, undefined);
    });
});
