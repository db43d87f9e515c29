import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { InteractionGraph } from '../../../src/graph/interactions';
import { scorers } from '../../../src/graph/scorers';
import { alternate, itemFactors } from '../../../src/graph/scorers/als';
import { RankingStep, trainRanking } from '../../../src/graph/scorers/bpr';
import { assertClose } from '../../../src/testing/laws';
import fixture from '../../fixtures/scorers.json';
import { arbitraryLog, arbitraryTime, logOf, type Row } from '../../helpers/randomLog';

/** Options under which small graphs are scored. */
const GIVEN: Record<string, Record<string, unknown>> = {
  ease: { lambda: 2, minBuyers: 1 },
  cosine: { k: 2 },
  rp3beta: { alpha: 0.8, beta: 0.5, k: 2 },
  'customer-neighbours': { k: 2 },
  als: { factors: 3, lambda: 0.5, iterations: 2 },
  bpr: { factors: 3, epochs: 2 },
};

/** Options under which a larger graph is scored. */
const LARGER: Record<string, Record<string, unknown>> = {
  ease: { lambda: 30, minBuyers: 12 },
  cosine: { k: 7 },
  rp3beta: { k: 7 },
  'customer-neighbours': { k: 9 },
  als: { factors: 8, lambda: 2, iterations: 3 },
  bpr: { factors: 8, epochs: 3 },
};

function fit(name: string, graph: InteractionGraph, targets: Int32Array, given = GIVEN[name]) {
  const scorer = scorers.get(name);
  return scorer.fit(graph, targets, scorer.options.parse(given ?? {}));
}

function itemNodes(graph: InteractionGraph): Int32Array {
  return graph.items.map((_, i) => graph.customers.length + i);
}

/** Some weight for each edge, no two alike. */
function someWeights(graph: InteractionGraph): Float32Array {
  return Float32Array.from(graph.edgeCustomer, (_, e) => 0.3 + ((e * 37) % 11) / 7);
}

/** A matrix [C, I] of the edges. */
function dense(graph: InteractionGraph, values: ArrayLike<number>): number[][] {
  const rows = Array.from(graph.customers, () => new Array<number>(graph.items.length).fill(0));
  for (let e = 0; e < graph.edgeCount; e++)
    rows[graph.edgeCustomer[e]][graph.edgeItem[e] - graph.customers.length] = values[e];
  return rows;
}

/** Scores of all customers and items by the formulas, on whole matrices; those of factor models by their factors. */
const BRUTE: Record<
  string,
  (X: number[][], R: number[][], options: Record<string, number>, graph: InteractionGraph) => number[][]
> = {
  ease(X, R, { lambda, minBuyers }) {
    const kept = X[0].map((_, j) => j).filter((j) => sum(X.map((row) => row[j])) >= minBuyers);
    const x = new Matrix(X.map((row) => kept.map((j) => row[j])));
    const P = inverse(x.transpose().mmul(x).add(Matrix.eye(kept.length).mul(lambda)));
    return R.map((row) =>
      row.map((_, t) => {
        const p = kept.indexOf(t);
        if (p < 0) return Number.NaN;
        return sum(kept.map((j, q) => (q === p ? 0 : (-row[j] * P.get(q, p)) / P.get(p, p))));
      }),
    );
  },
  cosine(X, R, { k }) {
    const items = X[0].map((_, j) => X.map((row) => row[j]));
    const W = items.map((a, t) => {
      const similarity = items.map((b, j) => (j === t ? 0 : inner(a, b) / Math.sqrt(sum(a) * sum(b))));
      const least = similarity.slice().sort((p, q) => q - p)[k - 1] ?? Number.NEGATIVE_INFINITY;
      return similarity.map((s) => (s >= least - 1e-12 ? s : 0));
    });
    return R.map((row) => row.map((_, t) => inner(row, W[t])));
  },
  rp3beta(X, R, { alpha, beta, k }) {
    const items = X[0].map((_, j) => X.map((row) => row[j]));
    const share = X.map((row) => sum(row) ** -alpha);
    const W = items.map((target, t) => {
      const walks = items.map((other, j) =>
        j === t
          ? 0
          : sum(target.map((owns, d) => owns * other[d] * share[d])) * sum(other) ** -alpha * sum(target) ** -beta,
      );
      const least = walks.slice().sort((p, q) => q - p)[k - 1] ?? Number.NEGATIVE_INFINITY;
      return walks.map((w) => (w >= least - 1e-12 ? w : 0));
    });
    return R.map((row) => row.map((_, t) => inner(row, W[t])));
  },
  als(_X, R, options, graph) {
    const { factors: K, lambda, unobservedWeight } = options;
    const Y = rowsOf(itemFactors(graph, options as unknown as AlsOptions), K);
    return R.map((row) =>
      row.map((_, t) => {
        const without = row.map((r, j) => (j === t ? 0 : r));
        const y = new Matrix(Y);
        const weighted = new Matrix(Y.map((vector, j) => vector.map((v) => v * (without[j] + unobservedWeight))));
        const A = y.transpose().mmul(weighted).add(Matrix.eye(K).mul(lambda));
        const b = y.transpose().mmul(Matrix.columnVector(without));
        return new Matrix([Y[t]]).mmul(inverse(A)).mmul(b).get(0, 0);
      }),
    );
  },
  bpr(X, R, options, graph) {
    const { history, asked } = trainRanking(graph, options as unknown as BprOptions);
    const [P, Q] = [history, asked].map((factors) => rowsOf(factors, options.factors));
    return R.map((row, c) =>
      row.map((_, t) => sum(row.map((r, j) => (j === t ? 0 : r * inner(P[j], Q[t])))) / Math.sqrt(sum(X[c]))),
    );
  },
  'customer-neighbours'(X, R, { k }) {
    const weight = X[0].map((_, j) => Math.log(X.length / sum(X.map((row) => row[j]))) ** 2);
    const norm = X.map((row) => Math.sqrt(inner(row, weight)));
    const similarity = (c: number, d: number, except = -1) =>
      c === d || norm[c] * norm[d] === 0
        ? 0
        : sum(weight.map((w, j) => (j === except ? 0 : w * X[c][j] * X[d][j]))) / (norm[c] * norm[d]);
    return X.map((own, c) => {
      const all = X.map((_, d) => similarity(c, d));
      const least = all.slice().sort((p, q) => q - p)[k - 1] ?? Number.NEGATIVE_INFINITY;
      const nearest = all.flatMap((s, d) => (s > 0 && s >= least - 1e-12 ? [d] : []));
      return own.map((owned, t) => sum(nearest.map((d) => similarity(c, d, owned ? t : -1) * R[d][t])));
    });
  },
};

type AlsOptions = Parameters<typeof alternate>[2];
type BprOptions = Parameters<typeof trainRanking>[1];

const rowsOf = (factors: Float64Array, K: number) =>
  Array.from({ length: factors.length / K }, (_, i) => [...factors.subarray(i * K, (i + 1) * K)]);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const inner = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * b[i]));

function assertAsBrute(name: string, graph: InteractionGraph, given: Record<string, unknown>): void {
  const weights = someWeights(graph);
  const targets = itemNodes(graph);
  const actual = fit(name, graph, targets, given)(weights);
  const options = scorers.get(name).options.parse(given) as Record<string, number>;
  const ones = new Float32Array(graph.edgeCount).fill(1);
  const expected = BRUTE[name](dense(graph, ones), dense(graph, weights), options, graph).flat();
  assert.equal(actual.length, expected.length);
  expected.forEach((value, at) => {
    const isEqual = Number.isNaN(value) ? Number.isNaN(actual[at]) : Math.abs(actual[at] - value) < 1e-4;
    assert.ok(isEqual, `${name} at ${at}: ${actual[at]}, expected ${value}`);
  });
}

describe('scorers', () => {
  for (const name of scorers.names) {
    it(`${name} is its formula, on any graph`, () => {
      fc.assert(
        fc.property(arbitraryLog, arbitraryTime, (log, time) => {
          const graph = new InteractionGraph(log.before(time));
          if (graph.edgeCount > 0) assertAsBrute(name, graph, GIVEN[name]);
        }),
        { numRuns: 60 },
      );
    });

    it(`${name} is its formula on a larger graph, some items with few buyers`, () => {
      const random = new Random(5);
      const rows = Array.from({ length: 900 }, (_, i): Row => {
        const item = Math.floor(40 * random.next() ** 2);
        return [`customer ${random.int(80)}`, `item ${item}`, i, 1];
      });
      const graph = new InteractionGraph(logOf(rows).before(DAY));
      const given = LARGER[name];
      assertAsBrute(name, graph, given);
    });
  }
});

describe('scorers by numpy', () => {
  /** The fixture's purchases, items numbered as there. */
  function fixtureGraph(): { graph: InteractionGraph; items: Int32Array } {
    const log = logOf(
      fixture.bought.flatMap((items, c) => items.map((item): Row => [`customer ${c}`, `${item}`, c, 1])),
    );
    const graph = new InteractionGraph(log.before(DAY));
    return { graph, items: graph.items.map((item) => Number(log.items[item])) };
  }

  it('RP3beta are the products of its transition matrices', () => {
    const { graph, items } = fixtureGraph();
    const { alpha, beta, scores } = fixture.rp3beta;
    const ones = new Float32Array(graph.edgeCount).fill(1);
    const found = fit('rp3beta', graph, itemNodes(graph), { alpha, beta, k: items.length })(ones);
    const expected = scores.flatMap((row) => Array.from(items, (item) => row[item]));
    assertClose(found, expected, 1e-5, 'score');
  });

  it('ALS reaches the same factors from the same start', () => {
    const { graph, items } = fixtureGraph();
    const { start, itemFactors: expected, ...options } = fixture.als;
    const inOrder = (rows: number[][]) => Float64Array.from([...items].flatMap((item) => rows[item]));
    assertClose(alternate(graph, inOrder(start), options), inOrder(expected), 1e-6, 'factor');
  });
});

describe('BPR', () => {
  const K = 3;
  const bought = Int32Array.of(0, 1, 2, 4);
  const positive = Int32Array.of(1, 4, 1);
  const negative = Int32Array.of(3, 5, 5);
  const lambda = 0.3;

  const startingFactors = () => {
    const random = new Random(2);
    const draw = () => Float64Array.from({ length: 6 * K }, () => random.normal());
    return { history: draw(), asked: draw() };
  };

  /** The loss of the step's three triples by its formula. */
  function lossOf({ history, asked }: ReturnType<typeof startingFactors>): number {
    const [P, Q] = [history, asked].map((factors) => rowsOf(factors, K));
    const triples = Array.from(positive, (t, n) => {
      const s = negative[n];
      const x = P[0].map((_, k) => sum([...bought].filter((j) => j !== t).map((j) => P[j][k])) / 2);
      const margin = inner(x, Q[t]) - inner(x, Q[s]);
      return Math.log1p(Math.exp(-margin)) + (lambda / 2) * (inner(Q[t], Q[t]) + inner(Q[s], Q[s]));
    });
    return sum(triples) + (lambda / 2) * sum([...bought].map((j) => inner(P[j], P[j])));
  }

  it('steps down the gradient of its loss', () => {
    const rate = 0.1;
    const stepped = startingFactors();
    new RankingStep(stepped, { factors: K, learningRate: rate, lambda }).take(bought, positive, negative);
    const start = startingFactors();
    for (const side of ['history', 'asked'] as const)
      start[side].forEach((value, at) => {
        const loss = (moved: number) => {
          const factors = startingFactors();
          factors[side][at] = value + moved;
          return lossOf(factors);
        };
        const slope = (loss(1e-5) - loss(-1e-5)) / 2e-5;
        const moved = (stepped[side][at] - value) / rate;
        assert.ok(Math.abs(moved + slope) < 1e-6, `${side} ${at}: ${moved}, slope ${slope}`);
      });
  });
});

describe('factor models', () => {
  const TASTES: Record<string, Record<string, unknown>> = {
    als: { factors: 4, lambda: 1 },
    bpr: { factors: 4 },
  };

  for (const name of Object.keys(TASTES))
    it(`${name} finds the two tastes of a shop`, () => {
      const random = new Random(8);
      const taste = (n: number) => n % 2;
      const rows = Array.from({ length: 600 }, (_, i): Row => {
        const customer = random.int(60);
        const item = 2 * random.int(15) + (random.next() < 0.9 ? taste(customer) : 1 - taste(customer));
        return [`${customer}`, `${item}`, i, 1];
      });
      const log = logOf(rows);
      const graph = new InteractionGraph(log.before(DAY));
      const targets = itemNodes(graph);
      const scores = fit(name, graph, targets, TASTES[name])(new Float32Array(graph.edgeCount).fill(1));
      const owned = new Set(
        graph.edgeCustomer.map((c, e) => c * targets.length + graph.edgeItem[e] - graph.customers.length),
      );
      // Of pairs of items that a customer lacks, one of their taste and one of the other, how often the first is ahead.
      let ahead = 0;
      let pairs = 0;
      graph.customers.forEach((customer, c) => {
        const lacking = [...targets.keys()].filter((m) => !owned.has(c * targets.length + m));
        const isOwn = (m: number) =>
          taste(Number(log.items[graph.items[m]])) === taste(Number(log.customers[customer]));
        for (const m of lacking.filter(isOwn))
          for (const n of lacking.filter((one) => !isOwn(one))) {
            pairs++;
            if (scores[c * targets.length + m] > scores[c * targets.length + n]) ahead++;
          }
      });
      assert.ok(ahead / pairs > 0.95, `${ahead} of ${pairs}`);
    });
});
