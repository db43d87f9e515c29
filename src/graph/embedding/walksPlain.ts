import { Random, scatter } from '../../base/random';
import type { BiasedTerrain, Terrain } from './terrain';
import type { Takes } from './walks';

const { fround } = Math;

/** First-order walks in plain TypeScript: the reference. */
export function takeFree(terrain: Terrain, length: number, seed: number): Takes {
  return walkEach(terrain.nodeCount, length, seed, (random, walk) => {
    for (let step = 1; step < length && isOpen(terrain, walk[step - 1]); step++)
      walk[step] = terrain.columns[draw(terrain, walk[step - 1], random)];
  });
}

/** Second-order walks in plain TypeScript: the reference. */
export function takeBiased(terrain: BiasedTerrain, length: number, seed: number): Takes {
  const { columns, back, near, far, triangles, returns } = terrain;
  return walkEach(terrain.nodeCount, length, seed, (random, walk) => {
    let last = -1;
    for (let step = 1; step < length && isOpen(terrain, walk[step - 1]); ) {
      const current = walk[step - 1];
      const previous = step > 1 ? walk[step - 2] : -1;
      let entry = draw(terrain, current, random);
      const chance = (random.bits() >>> 8) / 2 ** 24;
      if (previous >= 0) {
        const most = returns ? returns.most[current] : 0;
        if (returns && chance < most) {
          if (chance >= returns.chances[last]) continue;
          entry = returns.entries[last];
        } else {
          const isNear = () => triangles && contains(terrain, previous, columns[entry]);
          const share = columns[entry] === previous ? back : isNear() ? near : far;
          if (fround(chance - most) >= fround(fround(1 - most) * share)) continue;
        }
      }
      last = entry;
      walk[step++] = columns[entry];
    }
  });
}

/** Takes walks by `step`, which goes on from a walk's first node. */
export function walkEach(
  nodeCount: number,
  length: number,
  seed: number,
  step: (random: Random, walk: Int32Array) => void,
): Takes {
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

/** Whether a step leads on from a node. */
function isOpen({ nodes }: Terrain, node: number): boolean {
  return nodes[2 * node + 1] > 0;
}

/**
 * An entry of a node by weight. It takes one random number: its upper digits are the entry, the rest where in it the
 * draw fell.
 */
function draw({ nodes, tables }: Terrain, node: number, random: Random): number {
  const product = random.bits() * nodes[2 * node + 1];
  const place = Math.floor(product / 2 ** 32);
  const slot = nodes[2 * node] + place;
  const within = fround(product - place * 2 ** 32) / 2 ** 32;
  return !tables || within < tables.keep[slot] ? slot : tables.alias[slot];
}

function contains({ nodes, columns }: Terrain, from: number, to: number): boolean {
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
