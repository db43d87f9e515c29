import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ours as features } from '../../bench/features';
import { ours as firstOrderWalks } from '../../bench/firstOrderWalks';
import { inFolder } from '../../bench/folder';
import { powerLawGraph, writeGraph } from '../../bench/graphs';
import { ours as layers } from '../../bench/layers';
import { ours as node2vec } from '../../bench/node2vec';
import { type Answer, sidesTable, takeTurns } from '../../bench/sides';
import { expectedPairs, ours as skipGram } from '../../bench/skipgram';
import { ours as smote, writeSample } from '../../bench/smote';
import { ours as spmm } from '../../bench/spmm';
import { ours as walks } from '../../bench/walks';
import { simulate } from '../../datasets/fraud-handbook/simulate';
import { randomWalks } from '../../src/graph/embedding/walks';

const graph = powerLawGraph(200, 1000, 1);
const WALKS = { walksPerNode: 2, walkLength: 10, p: 0.5, q: 2 };

/** Our side of a bench does the work that it says. */
async function does(work: number, prepare: (folder: string) => Promise<() => Answer>): Promise<void> {
  await inFolder(async (folder) => {
    writeGraph(graph, folder);
    const answer = (await prepare(folder))();
    assert.equal(answer.work, work);
    assert.ok(answer.seconds > 0 && answer.seconds < 5);
  });
}

describe('our sides of the benches', () => {
  const connected = [...graph.offsets.subarray(1)].filter((end, i) => end > graph.offsets[i]).length;

  it('walks', () => does(connected * 2 * 9, (folder) => walks({ ...WALKS, folder })));

  it('first-order walks', async () => {
    for (const weighted of [false, true])
      await does(connected * 2 * 9, (folder) => firstOrderWalks({ folder, weighted, walksPerNode: 2, walkLength: 10 }));
  });

  it('skip-gram', async () => {
    const { nodes } = randomWalks(graph, { ...WALKS, seed: 1 });
    const sizes = { nodes: 200, walkLength: 10, dimensions: 8 };
    const training = { ...sizes, window: 5, negative: 5, learningRate: 0.025, sharedNegatives: false };
    await does(123, (folder) => {
      writeFileSync(join(folder, 'walks'), nodes);
      return skipGram({ ...training, folder, pairs: 123 });
    });
  });

  it('node2vec end to end', () =>
    does(123, (folder) => {
      const training = { window: 5, negative: 5, learningRate: 0.025, dimensions: 8, sharedNegatives: true };
      return node2vec({ ...WALKS, ...training, folder, pairs: 123 });
    }));

  it('sparse × dense, compiled and plain', async () => {
    for (const plain of [false, true]) await does(2000, (folder) => spmm({ folder, dimensions: 8, threads: 1, plain }));
  });

  it('SMOTE', () =>
    does(300, (folder) => {
      writeSample(folder, 300, 4, 10);
      return smote({ folder, columns: 4, threads: 1 });
    }));

  it('card transactions and their features', async () => {
    const simulation = { customers: 5, terminals: 50, days: 20, radius: 50, compromisedCustomers: 1 };
    const { size } = simulate(simulation).log;
    for (const families of [[], ['customer-windows', 'item-risk']])
      await does(size, () => features({ simulation, features: families }));
  });

  for (const layer of ['sage', 'gat'])
    it(`training steps, ${layer}`, () => does(4000, (folder) => layers({ folder, layer, width: 8, repeats: 1 })));

  it("training steps, with tfjs's own operations", () =>
    does(4000, (folder) => layers({ folder, layer: 'sage', width: 8, repeats: 1, tfjs: true })));
});

describe('sides of a bench', () => {
  it('take turns in processes of their own; without Python only ours do', async () => {
    await inFolder(async (folder) => {
      writeGraph(graph, folder);
      const options = { folder, dimensions: 8 };
      const sides = [
        { name: 'Ledgerwalk', threads: 1, options },
        { name: 'scipy', threads: 1, options, peer: 'spmm.py' },
      ];
      const figures = await takeTurns('spmm', sides, { turns: 3 });
      assert.deepEqual(
        figures.map(({ side }) => side),
        ['Ledgerwalk'],
      );
      const { rate, milliseconds, memory } = figures[0];
      assert.ok(Math.abs(rate * milliseconds.median - 2000 * 1000) < 1e-6 * rate);
      assert.ok(milliseconds.least <= milliseconds.median && milliseconds.median <= milliseconds.most);
      assert.ok(memory > 10);
    });
  });

  it('are set against ours on as many threads', () => {
    const figures = [
      ['Ledgerwalk', 1, 10],
      ['peer', 1, 4],
      ['Ledgerwalk', 2, 18],
      ['peer', 2, 6],
    ].map(([side, threads, rate]) => ({
      side: String(side),
      threads: Number(threads),
      rate: Number(rate),
      milliseconds: { least: 1, median: 2, most: 3 },
      processor: 2,
      memory: 100,
    }));
    const lines = sidesTable('title', figures, ['Ledgerwalk'], 'work/s').split('\n').slice(2);
    const ratios = lines.map((line) => line.split(' | ').at(-1));
    assert.deepEqual(ratios, ['1.00 |', '2.50 |', '1.00 |', '3.00 |']);
  });
});

describe('pairs of skip-gram', () => {
  it('are counted in the mean over reaches', () => {
    // Of a walk of 3 nodes, reach 1 has 4 pairs and reach 2 all 6; of a walk of 1 there is none.
    const walks = { nodes: Int32Array.of(1, 2, 3, -1, 4, -1, -1, -1), length: 4, count: 2 };
    assert.equal(expectedPairs(walks, 2), 5);
  });
});
