import { Random, scatter } from '../../base/random';
import type { SecondOrderTables, TransitionTables, WalkBatch } from './types';

const { fround } = Math;

/** First-order walks in plain TypeScript: the reference. */
export function firstOrderPlain(graph: TransitionTables, length: number, seed: number): WalkBatch {
  return walkEach(graph.nodeCount, length, seed, (random, walk) => {
    for (let step = 1; step < length && isOpen(graph, walk[step - 1]); step++)
      walk[step] = graph.columns[draw(graph, walk[step - 1], random)];
  });
}

/** Second-order walks in plain TypeScript: the reference. */
export function secondOrderPlain(graph: SecondOrderTables, length: number, seed: number): WalkBatch {
  const { columns, back, near, far, hasTriangles, returns } = graph;
  return walkEach(graph.nodeCount, length, seed, (random, walk) => {
    let last = -1;
    for (let step = 1; step < length && isOpen(graph, walk[step - 1]); ) {
      const current = walk[step - 1];
      const previous = step > 1 ? walk[step - 2] : -1;
      let entry = draw(graph, current, random);
      const u = (random.bits() >>> 8) / 2 ** 24;
      if (previous >= 0) {
        const highest = returns ? returns.maxima[current] : 0;
        if (returns && u < highest) {
          if (u >= returns.probabilities[last]) continue;
          entry = returns.entries[last];
        } else {
          const isNear = () => hasTriangles && contains(graph, previous, columns[entry]);
          const acceptance = columns[entry] === previous ? back : isNear() ? near : far;
          if (fround(u - highest) >= fround(fround(1 - highest) * acceptance)) continue;
        }
      }
      last = entry;
      walk[step++] = columns[entry];
    }
  });
}

/** WalkBatch walks by `step`, which goes on from a walk's first node. */
export function walkEach(
  nodeCount: number,
  length: number,
  seed: number,
  step: (random: Random, walk: Int32Array) => void,
): WalkBatch {
  return (first, end) => {
    const walks = new Int32Array((end - first) * length).fill(-1);
    for (let w = first; w < end; w++) {
      const walk = walks.subarray((w - first) * length, (w - first + 1) * length);
      walk[0] = w % nodeCount;
      step(new Random(scatter(seed ^ w)), walk);
    }
    return walks;
  };
}

/** Whether any step leads on from a node. */
function isOpen({ nodes }: TransitionTables, node: number): boolean {
  return nodes[2 * node + 1] > 0;
}

/**
 * Draws an entry of a node by weight. One random number suffices: its upper digits give the entry, the rest the position
 * of the draw within it.
 */
function draw({ nodes, tables }: TransitionTables, node: number, random: Random): number {
  const product = random.bits() * nodes[2 * node + 1];
  const place = Math.floor(product / 2 ** 32);
  const slot = nodes[2 * node] + place;
  const within = fround(product - place * 2 ** 32) / 2 ** 32;
  return !tables || within < tables.keep[slot] ? slot : tables.alias[slot];
}

function contains({ nodes, columns }: TransitionTables, from: number, to: number): boolean {
  let low = nodes[2 * from];
  let high = low + nodes[2 * from + 1];
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns[middle] < to) low = middle + 1;
    else high = middle;
  }
  return low < end && columns[low] === to;
}
