import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csrOf } from '../../../src/base/csr';
import { rocAuc } from '../../../src/evaluation/ranking';
import { type SkipGramOptions, trainSkipGram } from '../../../src/graph/embedding/skipGram';
import { randomWalks, type WalkOptions } from '../../../src/graph/embedding/walks';
import { ownKernels } from '../../../src/kernels/compiled';

interface Fixture {
  nodes: number;
  /** Community of each node. */
  labels: number[];
  edges: [number, number][];
  heldOut: [number, number][];
  strangers: [number, number][];
  walks: WalkOptions;
  walksDigest: string;
  training: Pick<SkipGramOptions, 'dimensions' | 'window' | 'negative' | 'learningRate'>;
  /** Of each training, one a seed. */
  gensim: { epochs: number; areas: number[]; f1s: number[] }[];
}

const fixture: Fixture = JSON.parse(readFileSync(join(__dirname, '../../fixtures/skipgram.json'), 'utf8'));
const { nodes, labels, edges, heldOut, strangers, training } = fixture;
const D = training.dimensions;
const SEEDS = 8;

function takeWalks() {
  const both = [...edges, ...edges.map(([i, j]) => [j, i])];
  const column = (k: number) => Int32Array.from(both, (edge) => edge[k]);
  const graph = csrOf(column(0), column(1), new Float32Array(both.length).fill(1), nodes, nodes);
  return randomWalks(graph, fixture.walks);
}

/** Rows of length 1. */
function unitRows(vectors: Float32Array): Float32Array {
  const unit = vectors.slice();
  for (let from = 0; from < unit.length; from += D) {
    const row = unit.subarray(from, from + D);
    const length = Math.hypot(...row);
    for (let d = 0; d < D; d++) row[d] /= length;
  }
  return unit;
}

function dot(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += a[i * D + d] * b[j * D + d];
  return sum;
}

/** The two figures of the fixture's script. */
function quality(vectors: Float32Array): [area: number, f1: number] {
  const unit = unitRows(vectors);
  const pairs = [...heldOut, ...strangers];
  const area = rocAuc(
    Float64Array.from(pairs, ([i, j]) => dot(unit, i, unit, j)),
    Uint8Array.from(pairs, (_, k) => Number(k < heldOut.length)),
  );
  const communities = 1 + Math.max(...labels);
  const sums = new Float32Array(communities * D);
  for (let i = 0; i < nodes; i += 2) for (let d = 0; d < D; d++) sums[labels[i] * D + d] += unit[i * D + d];
  const centroids = unitRows(sums);
  const [right, taken, there] = [0, 1, 2].map(() => new Float64Array(communities));
  for (let i = 1; i < nodes; i += 2) {
    let nearest = 0;
    for (let c = 1; c < communities; c++)
      if (dot(unit, i, centroids, c) > dot(unit, i, centroids, nearest)) nearest = c;
    there[labels[i]]++;
    taken[nearest]++;
    if (nearest === labels[i]) right[nearest]++;
  }
  const f1s = right.map((count, c) => (2 * count) / (taken[c] + there[c]));
  return [area, f1s.reduce((sum, f1) => sum + f1 / communities, 0)];
}

/** Mean, and the square of its standard error. */
function mean(values: readonly number[]): [mean: number, error: number] {
  const centre = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return [centre, squares / (values.length - 1) / values.length];
}

describe('vectors of skipGram beside those of gensim', function () {
  this.timeout(60_000);
  const walks = takeWalks();

  /** How many standard errors our area and F1 lie above gensim's after each number of epochs. */
  function above(options: Partial<SkipGramOptions>, threads: number): number[] | undefined {
    const kernels = ownKernels(threads);
    if (!kernels) return undefined;
    return fixture.gensim.flatMap(({ epochs, areas, f1s }) => {
      const ours = Array.from({ length: SEEDS }, (_, seed) =>
        quality(trainSkipGram(walks, nodes, { ...training, epochs, seed, ...options }, kernels).vectors),
      );
      return [areas, f1s].map((theirs, figure) => {
        const [own, ownError] = mean(ours.map((figures) => figures[figure]));
        const [peer, peerError] = mean(theirs);
        return (own - peer) / Math.sqrt(ownError + peerError);
      });
    });
  }

  it('are trained on the same walks', () => {
    assert.equal(createHash('sha256').update(new Uint8Array(walks.nodes.buffer)).digest('hex'), fixture.walksDigest);
  });

  // Two threads give other figures each time, and write over each other most where nodes are as few as here.
  for (const [sharedNegatives, threads, errors] of [
    [false, 1, 3],
    [true, 1, 3],
    [false, 2, 5],
    [true, 2, 5],
  ] as const)
    it(`rank held-out edges and tell communities no worse${sharedNegatives ? ', negatives shared' : ''}, threads: ${threads}`, function () {
      const figures = above({ sharedNegatives }, threads);
      if (!figures) this.skip();
      assert.ok(
        figures.every((figure) => figure > -errors),
        `${figures.map((figure) => figure.toFixed(1))} standard errors above`,
      );
    });

  it('would be worse if they learned half as fast', function () {
    const figures = above({ learningRate: training.learningRate / 2 }, 1);
    if (!figures) this.skip();
    assert.ok(Math.min(...figures) < -4, `${figures}`);
  });
});
