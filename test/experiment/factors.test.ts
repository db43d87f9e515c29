import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../datasets';
import { USUAL_MARGINS } from '../../src/evaluation/pair';
import { completeExperiment, type ExperimentInput, plan } from '../../src/experiment/experiment';
import type { FactorsInput } from '../../src/experiment/factors';

const BRANCHES: FactorsInput['factors'][number] = {
  name: 'branches',
  levels: [
    { name: 'both', title: 'sequence + graph' },
    { name: 'sequence', set: { 'model.branches': ['sequence'] } },
    { name: 'graph', set: { 'model.branches': ['graph'] } },
  ],
};
const LAYER: FactorsInput['factors'][number] = {
  name: 'layer',
  title: 'graph layer',
  path: 'model.branches.graph.layer',
  levels: ['sage', 'gcn'],
  when: { branches: ['both', 'graph'] },
};
const OPERATOR: FactorsInput['factors'][number] = {
  name: 'operator',
  path: 'model.operator',
  levels: ['concat', { name: 'wide', set: { 'model.operator': 'film', 'model.units': 64 } }],
  when: { branches: ['both'] },
};
const row = { model: { name: 'fused', branches: ['sequence', 'graph'] } };

function experiment(factors: FactorsInput, more: Partial<ExperimentInput> = {}) {
  const document = { name: 'made', title: 'Made', dataset: 'synthetic', task: 'synthetic', rows: [], factors, ...more };
  return completeExperiment(JSON.parse(JSON.stringify(document)), 'my.json');
}

describe('factors of an experiment', () => {
  it('make a row of every combination, once where a factor is no question', () => {
    const { rows, comparisons } = experiment({ row, factors: [BRANCHES, LAYER, OPERATOR] });
    assert.deepEqual(
      rows.map(({ name, title, levels }) => [name, title, levels]),
      [
        [
          'both-sage-concat',
          'sequence + graph · sage · concat',
          { branches: 'sequence + graph', 'graph layer': 'sage', operator: 'concat' },
        ],
        [
          'both-sage-wide',
          'sequence + graph · sage · wide',
          { branches: 'sequence + graph', 'graph layer': 'sage', operator: 'wide' },
        ],
        [
          'both-gcn-concat',
          'sequence + graph · gcn · concat',
          { branches: 'sequence + graph', 'graph layer': 'gcn', operator: 'concat' },
        ],
        [
          'both-gcn-wide',
          'sequence + graph · gcn · wide',
          { branches: 'sequence + graph', 'graph layer': 'gcn', operator: 'wide' },
        ],
        ['sequence', 'sequence', { branches: 'sequence' }],
        ['graph-sage', 'graph · sage', { branches: 'graph', 'graph layer': 'sage' }],
        ['graph-gcn', 'graph · gcn', { branches: 'graph', 'graph layer': 'gcn' }],
      ],
    );
    assert.deepEqual(comparisons, []);
    const layerOf = (name: string) => {
      const { branches } = rows.find((one) => one.name === name)!.model as unknown as {
        branches: { name: string; layer?: { name: string } }[];
      };
      return branches.find((branch) => branch.name === 'graph')?.layer?.name;
    };
    assert.deepEqual(
      rows.map(({ name }) => layerOf(name)),
      ['sage', 'sage', 'gcn', 'gcn', undefined, 'sage', 'gcn'],
    );
    const wide = rows[1].model as unknown as { operator: { name: string }; units: number };
    assert.deepEqual([wide.operator.name, wide.units], ['film', 64]);
  });

  it('change one level at a time, and compare each row with that of the first levels', () => {
    const { rows, comparisons } = experiment({ design: 'one-at-a-time', row, factors: [BRANCHES, LAYER, OPERATOR] });
    assert.deepEqual(
      rows.map(({ name, title }) => [name, title]),
      [
        ['base', 'base: sequence + graph · sage · concat'],
        ['branches-sequence', 'branches: sequence'],
        ['branches-graph', 'branches: graph'],
        ['layer-gcn', 'graph layer: gcn'],
        ['operator-wide', 'operator: wide'],
      ],
    );
    assert.deepEqual(
      comparisons,
      rows.slice(1).map(({ name }) => [name, 'base']),
    );
  });

  it('stand each beside its controls, where they make sense', () => {
    const controls = [
      {
        name: 'rewired',
        title: 'edges rewired',
        set: { controls: ['rewire-edges'] },
        when: { branches: ['both', 'graph'] },
      },
      {
        name: 'permuted',
        title: 'events permuted',
        set: { controls: ['permute-events'] },
        when: { branches: ['both', 'sequence'] },
      },
    ];
    const { rows, comparisons } = experiment({ row, factors: [BRANCHES], controls });
    assert.deepEqual(
      rows.map(({ name, control }) => [name, control]),
      [
        ['both', false],
        ['both-rewired', true],
        ['both-permuted', true],
        ['sequence', false],
        ['sequence-permuted', true],
        ['graph', false],
        ['graph-rewired', true],
      ],
    );
    assert.deepEqual(comparisons.length, 4);
    assert.deepEqual(comparisons[0], ['both', 'both-rewired']);
    const rewired = rows[1];
    assert.deepEqual(
      [rewired.title, rewired.controls, rewired.levels],
      ['sequence + graph, edges rewired', [{ name: 'rewire-edges' }], undefined],
    );
  });

  it('stand beside rows that are written out, which they may be compared with', () => {
    const majority = { name: 'majority', title: 'majority', model: 'majority' };
    const made = experiment(
      { row, factors: [BRANCHES] },
      {
        rows: [majority],
        comparisons: [['graph', 'majority']],
        claim: { candidates: ['both'], baselines: ['sequence'] },
      },
    );
    assert.deepEqual(
      made.rows.map(({ name }) => name),
      ['majority', 'both', 'sequence', 'graph'],
    );
    assert.equal(plan(made, 'quick').length, 4);
    assert.throws(
      () => experiment({ row, factors: [BRANCHES] }, { rows: [{ ...majority, name: 'both' }] }),
      /two rows are called "both"/,
    );
  });

  it('stand on their page as they can be run', () => {
    const page = readFileSync(join(__dirname, '../../docs/statistics.md'), 'utf8');
    const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(`{${json}}`));
    const [{ margins }, { claim }, { rows, factors }] = blocks;
    const made = experiment(factors, { rows, margins });
    assert.deepEqual(
      made.rows.map(({ name }) => name),
      [
        ...['both-sage-weighted-bce', 'both-sage-weighted-bce-rewired', 'both-sage-focal', 'both-sage-focal-rewired'],
        ...[
          'both-gatv2-weighted-bce',
          'both-gatv2-weighted-bce-rewired',
          'both-gatv2-focal',
          'both-gatv2-focal-rewired',
        ],
        ...['sequence-weighted-bce', 'sequence-focal'],
      ],
    );
    assert.deepEqual(made.margins, USUAL_MARGINS);
    const named = ['fused', 'stack', 'boosting', 'boosting-graph', 'sequence'];
    const majority = { title: 'majority', model: 'majority' };
    const claimed = { name: 'claimed', title: 'C', dataset: 'synthetic', task: 'synthetic', claim };
    assert.ok(completeExperiment({ ...claimed, rows: named.map((name) => ({ name, ...majority })) }, 'a test').claim);
    assert.throws(
      () => completeExperiment({ ...claimed, rows: named.slice(1).map((name) => ({ name, ...majority })) }, 'a test'),
      /claim\.candidates.*unknown row "fused"/,
    );
  });

  it('end in one clear line where something is not there', () => {
    const broken = (factors: FactorsInput, told: RegExp) =>
      assert.throws(
        () => experiment(factors),
        (error: Error) => {
          assert.match(error.message, told);
          assert.ok(!error.message.includes('\n'));
          return true;
        },
      );
    broken(
      { row, factors: [{ ...LAYER, when: {}, levels: ['sage', 'sagge'] }] },
      /^my\.json, row "sagge" of its factors, at model\.branches\[1\]\.layer: unknown graph layer "sagge"/,
    );
    broken(
      { row, factors: [{ ...LAYER, when: {}, path: 'model.branches.grph.layer' }] },
      /row "sage" of its factors: "grph" in model\.branches\.grph\.layer names no element.*sequence, graph/,
    );
    broken({ row, factors: [{ ...LAYER, when: {}, path: 'model.layr' }] }, /row "sage" of its factors, at model.*layr/);
    broken(
      { row, factors: [LAYER] },
      /^my\.json, factor "layer": unknown factor "branches" in "when"; expected an earlier one: none/,
    );
    broken(
      { row, factors: [BRANCHES, { ...LAYER, when: { branches: ['all'] } }] },
      /unknown level "all" of factor "branches" in "when"; expected one of both, sequence, graph/,
    );
    broken({ row, factors: [BRANCHES, BRANCHES] }, /two factors are called "branches"/);
    broken(
      { row, factors: [{ name: 'loss', path: 'model.loss', levels: ['bce', 'bce'] }] },
      /factor "loss": two levels are called "bce"/,
    );
    broken(
      { row, factors: [{ name: 'loss', levels: ['bce', 'focal'] }] },
      /factor "loss": level "bce" is a name alone/,
    );
    broken(
      { row, factors: [{ name: 'loss', path: 'model.loss', levels: ['bce'] }] },
      /my\.json, at factors\.factors\[0\]\.levels/,
    );
    broken(
      { row, factors: [BRANCHES], controls: [{ name: 'no', title: 'no', set: { controls: ['rewire'] } }] },
      /row "both-no" of its factors.*rewire/,
    );
    assert.throws(
      () => completeExperiment({ ...experiment({ row, factors: [BRANCHES] }), factors: { rows: [] } }, 'my.json'),
      /my\.json, at factors/,
    );
  });
});
