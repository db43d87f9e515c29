import assert from 'node:assert/strict';
import { csrOf } from '../../../src/base/csr';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { rocAuc } from '../../../src/evaluation/ranking';
import { type SkipGramOptions, skipGram, trainSkipGram } from '../../../src/graph/embedding/skipGram';
import { meanLoss } from '../../../src/graph/embedding/skipGramLoss';
import { randomWalks, Walker, type Walks } from '../../../src/graph/embedding/walks';
import { compiledKernels, ownKernels } from '../../../src/kernels/compiled';

const OPTIONS: SkipGramOptions = { dimensions: 16, window: 3, negative: 5, epochs: 3, learningRate: 0.05, seed: 1 };

/** Two communities of 30 nodes: within them three pairs of ten know each other, across two of a hundred. */
function communities() {
  const random = Random.of(1, 'communities');
  const kept: [number, number][] = [];
  const heldOut: [number, number][] = [];
  const strangers: [number, number][] = [];
  for (let i = 0; i < 60; i++)
    for (let j = 0; j < i; j++) {
      const edge = random.next() < (i % 2 === j % 2 ? 0.3 : 0.02);
      (edge ? (random.next() < 0.2 ? heldOut : kept) : strangers).push([i, j]);
    }
  const both = [...kept, ...kept.map(([i, j]) => [j, i])];
  const graph = csrOf(
    Int32Array.from(both, ([i]) => i),
    Int32Array.from(both, ([, j]) => j),
    new Float32Array(both.length).fill(1),
    60,
    60,
  );
  const walks = randomWalks(graph, { walksPerNode: 10, walkLength: 15, p: 1, q: 1, seed: 2 });
  return { graph, walks, heldOut, strangers };
}

const { graph, walks, heldOut, strangers } = communities();

function cosine(vectors: Float32Array, D: number, i: number, j: number): number {
  let [dot, ii, jj] = [0, 0, 0];
  for (let d = 0; d < D; d++) {
    dot += vectors[i * D + d] * vectors[j * D + d];
    ii += vectors[i * D + d] ** 2;
    jj += vectors[j * D + d] ** 2;
  }
  return dot / Math.sqrt(ii * jj);
}

/** How well cosines rank pairs: the area under the ROC curve of `positive` against `negative`. */
function auc(vectors: Float32Array, D: number, positive: [number, number][], negative: [number, number][]): number {
  const scores = Float64Array.from([...positive, ...negative], ([i, j]) => cosine(vectors, D, i, j));
  return rocAuc(
    scores,
    Uint8Array.from(scores, (_, k) => Number(k < positive.length)),
  );
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

function skipGramPlain(walks: Walks, nodeCount: number, options: SkipGramOptions): Float32Array {
  return trainSkipGram(walks, nodeCount, options, null).vectors;
}

describe('skipGram', () => {
  for (const [dimensions, sharedNegatives, negative] of [
    ...[1, 3, 4, 6, 16].map((D) => [D, false, 5] as const),
    ...[1, 4, 6, 16, 37].map((D) => [D, true, 5] as const),
    [8, true, 3] as const,
  ])
    it(`compiled and plain TypeScript agree in ${dimensions} dimensions, ${negative} negatives${sharedNegatives ? ' shared' : ''}`, function () {
      const kernels = ownKernels();
      if (!kernels) this.skip();
      const options = { ...OPTIONS, dimensions, sharedNegatives, negative, epochs: 1 };
      const plain = skipGramPlain(walks, 60, options);
      const start = skipGramPlain(walks, 60, { ...options, learningRate: 0 });
      // Sums in another order may fall into the next place of the table of σ, 0.003 apart.
      const apart = largestDifference(trainSkipGram(walks, 60, options, kernels).vectors, plain);
      const moved = largestDifference(plain, start);
      assert.ok(apart < 1e-3 * moved, `${apart} apart after moving ${moved}`);
    });

  it('gives the same bits for the same seed, and others for another', () => {
    assert.deepEqual(skipGram(walks, 60, OPTIONS), skipGram(walks, 60, OPTIONS));
    assert.notDeepEqual(skipGram(walks, 60, OPTIONS), skipGram(walks, 60, { ...OPTIONS, seed: 2 }));
  });

  for (const [name, sharedNegatives, threads] of [
    ['', false, 1],
    [', negatives shared', true, 1],
    [', on three threads', false, 3],
    [', negatives shared, on three threads', true, 3],
  ] as const)
    it(`brings together what is near, pairs held out from it too${name}`, function () {
      const kernels = ownKernels(threads);
      if (!kernels && threads > 1) this.skip();
      const train = (options: SkipGramOptions) =>
        kernels ? trainSkipGram(walks, 60, options, kernels).vectors : skipGram(walks, 60, options);
      // Mean over draws: one alone moves by hundredths.
      const links = (epochs: number, learningRate = 0.05) => {
        const areas = [1, 2, 3, 4].map((seed) =>
          auc(train({ ...OPTIONS, sharedNegatives, epochs, learningRate, seed }), 16, heldOut, strangers),
        );
        return areas.reduce((sum, area) => sum + area / areas.length, 0);
      };
      const [start, one, ten] = [links(1, 0), links(1), links(10)];
      assert.ok(Math.abs(start - 0.5) < 0.1, `${start} at the start`);
      assert.ok(one > 0.7 && ten > 0.7, `${start}, ${one}, ${ten} after 0, 1 and 10 epochs`);
    });

  for (const [name, train] of [
    ['as built', skipGram],
    ['plain TypeScript', skipGramPlain],
  ] as const)
    it(`tells two communities apart, ${name}, in 6 dimensions`, () => {
      const same: [number, number][] = [];
      const across: [number, number][] = [];
      for (let i = 0; i < 60; i++) for (let j = 0; j < i; j++) (i % 2 === j % 2 ? same : across).push([i, j]);
      const vectors = train(walks, 60, { ...OPTIONS, dimensions: 6, epochs: 10 });
      const area = auc(vectors, 6, same, across);
      assert.ok(area > 0.95, `${area}`);
    });

  for (const sharedNegatives of [false, true])
    it(`compiled and plain TypeScript agree where occurrences and walks are left out${sharedNegatives ? ', negatives shared' : ''}`, function () {
      const kernels = ownKernels();
      if (!kernels) this.skip();
      const options = { ...OPTIONS, sharedNegatives, subsample: 0.005, heldOut: 0.1, epochs: 2 };
      const plain = trainSkipGram(walks, 60, options, null);
      const compiled = trainSkipGram(walks, 60, options, kernels);
      const whole = skipGramPlain(walks, 60, { ...options, subsample: 0 });
      assert.ok(largestDifference(compiled.vectors, plain.vectors) < 1e-3);
      assert.ok(largestDifference(whole, plain.vectors) > 0.1);
      assert.ok(largestDifference(compiled.losses, plain.losses) < 1e-4);
    });

  it('trains on walks as they are taken, to the bits of walks that are there', () => {
    for (const [p, q] of [
      [1, 1],
      [0.5, 2],
    ]) {
      const taken = { walksPerNode: 100, walkLength: 6, p, q, seed: 3 };
      const options = { ...OPTIONS, epochs: 2, heldOut: 0.2 };
      const stored = trainSkipGram(randomWalks(graph, taken), 60, options);
      assert.deepEqual(trainSkipGram(new Walker(graph, taken), 60, options), stored);
      assert.notDeepEqual(skipGram(new Walker(graph, { ...taken, seed: 4 }), 60, options), stored.vectors);
    }
  });

  it('leaves a node that no walk visits where it started', () => {
    const [D, n] = [16, 62];
    const trained = skipGram(walks, n, OPTIONS);
    const start = skipGram(walks, n, { ...OPTIONS, learningRate: 0 });
    assert.deepEqual(trained.subarray(60 * D), start.subarray(60 * D));
    for (let i = 0; i < 60; i++) assert.notDeepEqual(trained.slice(i * D, i * D + D), start.slice(i * D, i * D + D));
  });
});

/**
 * One pair of nodes, 1 and 2, among so many walks of node 0 alone that every negative is node 0: what is
 * drawn no longer matters, and the steps can be written down.
 */
function onePair(): Walks {
  const count = 200_000;
  const nodes = Int32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? -1 : 0));
  nodes.set([1, 2]);
  return { nodes, length: 2, count };
}

/** One step up log σ(u·v) + log σ(−u·n), by central differences in double precision. */
function sgdStep(u: number[], v: number[], n: number[], rate: number): void {
  const parts = [u, v, n];
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, d) => sum + x * b[d], 0);
  const objective = () => -Math.log1p(Math.exp(-dot(u, v))) - Math.log1p(Math.exp(dot(u, n)));
  const h = 1e-5;
  const gradient = parts.map((part) =>
    part.map((x, d) => {
      part[d] = x + h;
      const above = objective();
      part[d] = x - h;
      const below = objective();
      part[d] = x;
      return (above - below) / (2 * h);
    }),
  );
  parts.forEach((part, p) => {
    for (let d = 0; d < part.length; d++) part[d] += rate * gradient[p][d];
  });
}

describe('skipGram from given vectors', () => {
  const D = OPTIONS.dimensions;
  const trained = trainSkipGram(walks, graph.rows, OPTIONS);

  it('is where it left off when it learns nothing more', () => {
    const again = trainSkipGram(walks, graph.rows, { ...OPTIONS, learningRate: 0, start: trained });
    assert.deepEqual(again.vectors, trained.vectors);
    assert.deepEqual(again.contexts, trained.contexts);
  });

  it('begins at random where they are not known', () => {
    const start = { vectors: trained.vectors.slice(), contexts: trained.contexts.slice() };
    for (const rows of [start.vectors, start.contexts]) rows.fill(Number.NaN, 0, D);
    const nothing = { ...OPTIONS, learningRate: 0 };
    const [again, fresh] = [
      trainSkipGram(walks, graph.rows, { ...nothing, start }),
      trainSkipGram(walks, graph.rows, nothing),
    ];
    assert.deepEqual(again.vectors.subarray(0, D), fresh.vectors.subarray(0, D));
    assert.deepEqual(again.vectors.subarray(D), trained.vectors.subarray(D));
  });

  it('stays closer to them than one that begins at random', () => {
    const other = { ...OPTIONS, seed: 2 };
    const agreement = (vectors: Float32Array) =>
      Array.from({ length: graph.rows }, (_, i) => {
        const [a, b] = [vectors, trained.vectors].map((rows) => rows.subarray(i * D, (i + 1) * D));
        const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, x, d) => sum + x * q[d], 0);
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) / graph.rows;
      }).reduce((sum, x) => sum + x);
    const warm = agreement(trainSkipGram(walks, graph.rows, { ...other, start: trained }).vectors);
    const cold = agreement(trainSkipGram(walks, graph.rows, other).vectors);
    assert.ok(warm > 0.7 && cold < 0.5, `${warm}, from random ones ${cold}`);
  });
});

describe('a step of skipGram', () => {
  const D = 5;
  const pair = onePair();
  const options = { dimensions: D, window: 1, negative: 1, epochs: 3, learningRate: 6, seed: 4 };
  const start = skipGramPlain(pair, 3, { ...options, epochs: 1, learningRate: 0 });

  /** The vectors after one step up each pair in each epoch at these rates. */
  const climbed = (rates: number[]) => {
    const [zero, one, two] = [0, 1, 2].map((i) => [...start.subarray(i * D, i * D + D)]);
    const contexts = [0, 1, 2].map(() => new Array<number>(D).fill(0));
    for (const rate of rates) {
      sgdStep(two, contexts[1], contexts[0], rate);
      sgdStep(one, contexts[2], contexts[0], rate);
    }
    return [...zero, ...one, ...two];
  };

  it('follows the gradient of its objective, at a rate that falls linearly', () => {
    for (const train of compiledKernels() ? [skipGram, skipGramPlain] : [skipGramPlain]) {
      const trained = train(pair, 3, options);
      const moved = largestDifference(trained, start);
      assert.ok(moved > 0.1);
      const close = largestDifference(trained, climbed([6, 4, 2]));
      assert.ok(close < 0.01 * moved, `${close} off after moving ${moved}`);
      const far = largestDifference(trained, climbed([6, 6, 6]));
      assert.ok(far > 0.1 * moved, 'a constant rate is told apart');
    }
  });

  it('draws its negatives by count^¾', () => {
    // Node 0 stands sixteen times as often as each of the nodes 3 … 18.
    const count = 32_001;
    const nodes = Int32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? -1 : i % 4 ? 0 : 3 + ((i / 4) % 16)));
    nodes.set([1, 2]);
    const [rate, negative] = [6e-4, 4000];
    const of = (learningRate: number) =>
      skipGram({ nodes, length: 2, count }, 19, { ...options, epochs: 1, negative, learningRate });
    const grown = of(rate)[2 * D] / of(0)[2 * D] - 1;
    // Vector 2 takes the first step, from contexts at 0, where σ is ½: each negative n moves its context
    // by −½ rate u, so that two draws of the same node add (½ rate)² u to the vector u.
    const collisions = grown / ((rate / 2) ** 2 * ((negative * (negative - 1)) / 2));
    const share = 16 ** 0.75 / (16 ** 0.75 + 16);
    const expected = share ** 2 + 16 * ((1 - share) / 16) ** 2;
    assert.ok(
      Math.abs(collisions / expected - 1) < 0.08,
      `two draws agree with probability ${collisions}, not ${expected}`,
    );
  });
});

/** Walks of two nodes that meet nobody else: pair i so often as `times` says. */
function pairsApart(times: readonly number[]): Walks {
  const nodes = Int32Array.from(times.flatMap((count, i) => new Array(count).fill([2 * i, 2 * i + 1]).flat()));
  return { nodes, length: 2, count: nodes.length / 2 };
}

/** Share of the pairs whose first node a training has left where it started. */
function untouched(walks: Walks, nodeCount: number, options: SkipGramOptions): (first: number, end: number) => number {
  const D = options.dimensions;
  const trained = skipGram(walks, nodeCount, options);
  const start = skipGram(walks, nodeCount, { ...options, learningRate: 0 });
  return (first, end) => {
    let count = 0;
    for (let pair = first; pair < end; pair++)
      if (trained.subarray(2 * pair * D, (2 * pair + 1) * D).every((x, d) => x === start[2 * pair * D + d])) count++;
    return count / (end - first);
  };
}

describe('what skipGram leaves out', () => {
  const options = { ...OPTIONS, dimensions: 4, window: 1, negative: 20 };

  it('occurrences of a node, the more often it is visited', () => {
    const pairs = 4000;
    const times = Array.from({ length: 2 * pairs }, (_, i) => (i < pairs ? 1 : 4));
    const subsample = 0.25 / (10 * pairs);
    const share = untouched(pairsApart(times), 4 * pairs, { ...options, epochs: 2, subsample });
    // Both nodes stay for a walk to be trained on, in either epoch.
    const once = (1 - (0.25 ** 0.5 + 0.25) ** 2) ** 2;
    const fourTimes = (1 - (0.0625 ** 0.5 + 0.0625) ** 2) ** 8;
    assert.ok(Math.abs(share(0, pairs) - once) < 0.025, `${share(0, pairs)}, not ${once}`);
    assert.ok(Math.abs(share(pairs, 2 * pairs) - fourTimes) < 0.03, `${share(pairs, 2 * pairs)}, not ${fourTimes}`);
  });

  it('the share of the walks that is held out, in every epoch', () => {
    const pairs = 4000;
    const walks = pairsApart(new Array(pairs).fill(1));
    const share = untouched(walks, 2 * pairs, { ...options, epochs: 3, heldOut: 0.3 });
    assert.ok(Math.abs(share(0, pairs) - 0.3) < 0.025, `${share(0, pairs)}`);
  });
});

describe('the loss of skipGram', () => {
  it('is the mean over pairs of the negative log-likelihood of a pair and its negatives', () => {
    const options = { ...OPTIONS, dimensions: 1, window: 1, negative: 2 };
    // Every negative is node 2.
    const negatives = { keep: Float32Array.of(0, 0, 1), alias: Int32Array.of(2, 2, 2) };
    const plan = { ...options, sharedNegatives: false, length: 3, nodeCount: 3, total: 1, negatives };
    const trainer = { vectors: Float32Array.of(1, -2, 9), contexts: Float32Array.of(3, 0.5, 0.25), stride: 1 };
    const negLogLikelihood = (x: number) => Math.log(1 + Math.exp(-x));
    const centre0 = negLogLikelihood(-2 * 3) + 2 * negLogLikelihood(2 * 0.25);
    const centre1 = negLogLikelihood(1 * 0.5) + 2 * negLogLikelihood(-1 * 0.25);
    const loss = meanLoss({ ...trainer, train: () => {} }, plan, [Int32Array.of(0, 1, -1)]);
    assert.ok(Math.abs(loss - (centre0 + centre1) / 2) < 1e-6);
  });

  it('starts at (1 + negatives) · ln 2 and falls', () => {
    const options = { ...OPTIONS, heldOut: 0.1, epochs: 4 };
    const [untrained] = trainSkipGram(walks, 60, { ...options, learningRate: 0 }).losses;
    // A negative that is the centre itself does not count: with 60 nodes one in 60 or a few more.
    assert.ok(untrained < 6 * Math.LN2 && untrained > 5.8 * Math.LN2, `${untrained}`);
    const { losses } = trainSkipGram(walks, 60, options);
    assert.equal(losses.length, 4);
    assert.ok(losses[0] < untrained && losses[3] < losses[0], `${losses}`);
    assert.deepEqual(trainSkipGram(walks, 60, OPTIONS).losses, []);
  });
});

describe('skipGram of odd walks', () => {
  const both = (name: string, test: (train: typeof skipGram) => void) =>
    it(name, () => {
      test(skipGram);
      test(skipGramPlainOf);
    });
  const skipGramPlainOf: typeof skipGram = (walks, nodeCount, options) =>
    trainSkipGram(walks, nodeCount, options, null).vectors;
  const start = (nodeCount: number) => skipGram(none, nodeCount, OPTIONS);
  const none: Walks = { nodes: new Int32Array(0), length: 5, count: 0 };

  both('gives the start without walks, and nothing without nodes', (train) => {
    const vectors = train(none, 3, OPTIONS);
    assert.equal(vectors.length, 3 * 16);
    assert.ok(vectors.every((x) => x !== 0 && Math.abs(x) <= 0.5 / 16));
    assert.deepEqual(train(none, 0, OPTIONS), new Float32Array(0));
  });

  both('gives the start when every walk is one node alone', (train) => {
    const nodes = Int32Array.of(0, -1, 1, -1, 0, -1);
    assert.deepEqual(train({ nodes, length: 2, count: 3 }, 2, OPTIONS), start(2));
    assert.deepEqual(train({ nodes: Int32Array.of(0, 1), length: 1, count: 2 }, 2, OPTIONS), start(2));
  });

  for (const sharedNegatives of [false, true])
    both(
      `moves a node that walks stay on along its own context${sharedNegatives ? ', negatives shared' : ''}`,
      (train) => {
        const nodes = new Int32Array(40);
        const vectors = train({ nodes, length: 4, count: 10 }, 1, { ...OPTIONS, sharedNegatives });
        const first = start(1);
        const factor = vectors[0] / first[0];
        assert.ok(factor > 1 && factor < 100);
        // No negative pushes it: all are the node itself.
        assert.ok(vectors.every((x, d) => Math.abs(x / first[d] / factor - 1) < 1e-4));
      },
    );

  it('refuses nodes that are not there and options that cannot be', () => {
    const two = { nodes: Int32Array.of(0, 2), length: 2, count: 1 };
    assert.throws(() => skipGram(two, 2, OPTIONS), /walk 0 visits node 2; expected nodes below 2/);
    for (const wrong of [
      { negative: 0 },
      { window: 0 },
      { dimensions: 2.5 },
      { epochs: Number.NaN },
      { learningRate: -1 },
      { subsample: Number.POSITIVE_INFINITY },
      { heldOut: 1 },
    ])
      assert.throws(() => skipGram(two, 3, { ...OPTIONS, ...wrong }), InputError, JSON.stringify(wrong));
  });
});
