import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { type BinnedTable, MISSING } from '../../../src/baselines/boosting/bins';
import { TreeScorer } from '../../../src/baselines/boosting/scorer';
import type { Tree } from '../../../src/baselines/boosting/tree';
import { compiledKernels } from '../../../src/kernels/compiled';

const ROWS = 5003;
const COLUMNS = 7;
const random = Random.of(1, 'trees');
const table: BinnedTable = {
  rows: ROWS,
  bins: Array.from({ length: COLUMNS }, () => Uint8Array.from({ length: ROWS }, () => random.int(256))),
};

function randomTree(leaves: number): Tree {
  const nodes = leaves - 1;
  const [left, right] = [new Int32Array(nodes), new Int32Array(nodes)];
  const open: { parent: number; side: Int32Array }[] = [{ parent: -1, side: left }];
  for (let node = 0; node < nodes; node++) {
    const [{ parent, side }] = open.splice(random.int(open.length), 1);
    if (parent >= 0) side[parent] = node;
    open.push({ parent: node, side: left }, { parent: node, side: right });
  }
  open.forEach(({ parent, side }, leaf) => {
    if (parent >= 0) side[parent] = ~leaf;
  });
  return {
    feature: Int32Array.from(left, () => random.int(COLUMNS)),
    bin: Int32Array.from(left, () => random.int(MISSING)),
    missingLeft: Uint8Array.from(left, () => random.int(2)),
    left,
    right,
    gain: new Float64Array(nodes),
    value: Float64Array.from({ length: leaves }, () => random.normal()),
    cover: new Float64Array(leaves).fill(1),
  };
}

/** Follows a row down the tree. */
function leafOf(tree: Tree, row: number): number {
  let node = tree.feature.length ? 0 : ~0;
  while (node >= 0) {
    const bin = table.bins[tree.feature[node]][row];
    const goesLeft = bin === MISSING ? tree.missingLeft[node] === 1 : bin <= tree.bin[node];
    node = (goesLeft ? tree.left : tree.right)[node];
  }
  return ~node;
}

describe('scores of trees', () => {
  for (const leaves of [1, 2, 31, 32, 33, 100])
    it(`of ${leaves} leaves are those of rows that descend them (${compiledKernels() ? 'compiled kernel' : 'plain TypeScript'})`, () => {
      const scorer = new TreeScorer(table, -1);
      const expected = new Float64Array(ROWS).fill(-1);
      for (const rate of [0.1, 0.7]) {
        const tree = randomTree(leaves);
        scorer.add(tree, rate);
        for (let row = 0; row < ROWS; row++) expected[row] += rate * tree.value[leafOf(tree, row)];
      }
      assert.deepEqual(scorer.scores, expected);
    });
});
