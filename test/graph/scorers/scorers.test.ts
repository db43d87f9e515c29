import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { InteractionGraph } from '../../../src/graph/interactions';
import { scorers } from '../../../src/graph/scorers';
import { arbitraryLog, arbitraryTime, arbitraryTwins, logOf, type Row } from '../../helpers/randomLog';

/** Options under which small graphs are scored. */
const GIVEN: Record<string, Record<string, unknown>> = {
  ease: { lambda: 2, minBuyers: 1 },
  cosine: { k: 2 },
  'customer-neighbours': { k: 2 },
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

/** Scores of all customers and items by the formulas, on whole matrices. */
const BRUTE: Record<string, (X: number[][], R: number[][], options: Record<string, number>) => number[][]> = {
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

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const inner = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * b[i]));

function assertAsBrute(name: string, graph: InteractionGraph, given: Record<string, unknown>): void {
  const weights = someWeights(graph);
  const targets = itemNodes(graph);
  const actual = fit(name, graph, targets, given)(weights);
  const options = scorers.get(name).options.parse(given) as Record<string, number>;
  const ones = new Float32Array(graph.edgeCount).fill(1);
  const expected = BRUTE[name](dense(graph, ones), dense(graph, weights), options).flat();
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
      const given = { ease: { lambda: 30, minBuyers: 12 }, cosine: { k: 7 }, 'customer-neighbours': { k: 9 } }[name]!;
      assertAsBrute(name, graph, given);
    });

    it(`${name} knows nothing of what comes at or after its time`, () => {
      fc.assert(
        fc.property(arbitraryTwins, ({ log, twin, time }) => {
          const [scores, others] = [log, twin].map((one) => {
            const graph = new InteractionGraph(one.before(time));
            return fit(name, graph, itemNodes(graph))(someWeights(graph));
          });
          assert.deepEqual(others, scores);
        }),
        { numRuns: 40 },
      );
    });

    it(`${name} scores a target the same, to the bit, whatever the other targets`, () => {
      fc.assert(
        fc.property(arbitraryLog, fc.nat(), (log, pick) => {
          const graph = new InteractionGraph(log.before(20 * DAY));
          const targets = itemNodes(graph);
          const m = pick % targets.length;
          const weights = someWeights(graph);
          const all = fit(name, graph, targets)(weights);
          const alone = fit(name, graph, targets.slice(m, m + 1))(weights);
          assert.deepEqual(
            alone,
            all.filter((_, at) => at % targets.length === m),
          );
        }),
        { numRuns: 40 },
      );
    });

    it(`${name} gives a customer nothing for having bought the very item`, () => {
      fc.assert(
        fc.property(arbitraryLog, fc.nat(), (log, pick) => {
          const graph = new InteractionGraph(log.before(20 * DAY));
          const targets = itemNodes(graph);
          const score = fit(name, graph, targets);
          const edge = pick % graph.edgeCount;
          const weights = someWeights(graph);
          const before = score(weights);
          weights[edge] *= 100;
          const at = graph.edgeCustomer[edge] * targets.length + graph.edgeItem[edge] - graph.customers.length;
          assert.equal(score(weights)[at], before[at]);
        }),
        { numRuns: 40 },
      );
    });
  }
});
