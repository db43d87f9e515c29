import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { branchLosses } from '../../src/explain/occlusion';
import { isNetwork } from '../../src/explain/openModel';
import { stepAttributions } from '../../src/explain/steps';
import type { GraphBranch } from '../../src/fusion/branches/graph';
import type { SequenceInputs } from '../../src/fusion/branches/sequence';
import { learners } from '../../src/learners';
import type { FittedNetwork } from '../../src/learners/fused';
import { training, trial } from '../learners/world';

const [UNITS, LENGTH] = [4, 5];
const sequence = { name: 'sequence', items: { name: 'graph' }, embeddingDim: UNITS, length: LENGTH, encoder: 'gru' };
const graph = { name: 'graph', units: UNITS, node2vec: null, dropout: 0 };

const options = (branches: object[]) =>
  learners.get('fused').options.parse({ branches, branchDropout: 0.2, training: { epochs: 1, batchSize: 64 } });

describe('a sequence whose items have the vectors of the graph', () => {
  let model: FittedNetwork;
  const { asOf } = trial.test;
  const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
  before(async () => {
    const fitted = await learners.get('fused').fit(training, options([sequence, graph]));
    assert.ok(isNetwork(fitted));
    model = fitted;
  });
  after(() => model.dispose());

  /** The columns of the items in the steps that the encoder reads, [B, T, UNITS]. */
  const itemColumns = (missing: ReadonlySet<string> = new Set()) => {
    const { network } = model;
    let steps: number[][][] = [];
    tf.tidy(() => {
      const replace = (seen: tf.Tensor3D) => {
        steps = seen.arraySync();
        return seen;
      };
      network.encode(network.prepare(asOf, missing), rows, { missing, replaceSteps: { branch: 0, replace } });
    });
    return steps.map((one) => one.map((step) => step.slice(-UNITS)));
  };

  it('reads of each basket the mean of what the graph of that time says of its items', () => {
    const { network } = model;
    const branch = network.branches[1].branch as GraphBranch;
    const prepared = network.prepare(asOf);
    const { windows } = prepared[0] as SequenceInputs;
    tf.tidy(() => {
      const items = branch.itemVectors(prepared[1] as Parameters<typeof branch.itemVectors>[0], rows);
      const vectors = items.vectors.arraySync();
      const columns = itemColumns();
      let baskets = 0;
      for (const row of rows)
        for (let t = 0; t < LENGTH; t++) {
          const step = windows.of[row] * LENGTH + t;
          if (!windows.mask[step]) continue;
          const bought = [...windows.items.subarray(windows.starts[step], windows.starts[step + 1])];
          const expected = Array.from({ length: UNITS }, (_, u) =>
            bought.reduce((sum, item) => sum + vectors[items.rowOf(row, item)][u] / bought.length, 0),
          );
          baskets++;
          expected.forEach((value, u) => {
            assert.ok(Math.abs(columns[row][t][u] - value) < 1e-5, `example ${row}, step ${t}`);
          });
        }
      assert.ok(baskets > 50);
    });
  });

  it('trains the graph by what the sequence says', () => {
    const { network } = model;
    const prepared = network.prepare(asOf);
    const weights = [...network.branches[1].branch.weights().values()];
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(network.encode(prepared, rows)[0].pooled)) as tf.Scalar,
        weights,
      );
      const sizes = weights.map((weight) => tf.norm(grads[weight.name]).dataSync()[0]);
      assert.ok(
        sizes.some((size) => size > 1e-6),
        sizes.join(),
      );
    });
  });

  it('has items without vectors where the graph is missing', () => {
    assert.ok(
      itemColumns(new Set(['graph']))
        .flat(2)
        .every((value) => value === 0),
    );
    assert.ok(model.predictWithout(asOf, ['graph']).every((p) => p > 0 && p < 1));
  });

  it('can be explained', () => {
    const { values, gap } = stepAttributions(model.network, asOf, rows.subarray(0, 5));
    assert.ok(values.every(Number.isFinite) && gap < 0.05, String(gap));
    const losses = branchLosses(model.network, asOf, trial.test.label, model.logitShift);
    assert.deepEqual(
      losses.map(({ branch }) => branch),
      ['sequence', 'graph'],
    );
  });

  it('is refused without a graph, or with other columns than it has units', async () => {
    const fit = (branches: object[]) => learners.get('fused').fit(training, options(branches));
    await assert.rejects(fit([sequence, { name: 'tabular' }]), /no branch makes vectors of items/);
    await assert.rejects(fit([sequence, { ...graph, units: 7 }]), /embeddingDim is 4, and branch graph has 7 units/);
  });
});
