import { hash32 } from '../../base/random';
import type { Examples } from '../../data/examples';

/**
 * Keeps all positives and a share of the negatives. Whether a negative stays depends on the seed, the
 * customer, the item and the moment alone, so the same are kept wherever the same are asked for.
 */
export function sampleNegatives(examples: Examples, rate: number, seed: number): Examples {
  if (rate === 1) return examples;
  const salts = examples.cutoffs.map(({ time }) => hash32(`${seed}/${time}`));
  let cutoff = 0;
  return examples.filter((row) => {
    while (row >= examples.starts[cutoff + 1]) cutoff++;
    if (examples.label[row]) return true;
    return mix(mix(salts[cutoff] ^ examples.customer[row]) ^ examples.item[row]) * 2 ** -32 < rate;
  });
}

/** A well-mixed 32-bit hash of a 32-bit number (murmur3's finaliser). */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
