import { hash32 } from '../../base/random';
import { filterExamples, type LabelledExamples } from '../../data/examples';

/**
 * Keeps all positives and a share of the negatives. Whether a negative stays depends on the seed, the customer, the item,
 * the event and the time alone, so the same are kept wherever the same are asked for.
 */
export function sampleNegatives(labelled: LabelledExamples, rate: number, seed: number): LabelledExamples {
  if (rate === 1) return labelled;
  const { time, customer, item, event } = labelled.examples;
  let salted = Number.NaN;
  let salt = 0;
  return filterExamples(labelled, (row) => {
    if (labelled.label[row]) return true;
    if (time[row] !== salted) {
      salted = time[row];
      salt = hash32(`${seed}/${salted}`);
    }
    const about = mix(mix(salt ^ customer[row]) ^ item[row]);
    return (event[row] < 0 ? about : mix(about ^ event[row])) * 2 ** -32 < rate;
  });
}

/** A well-mixed 32-bit hash of a 32-bit number (murmur3's finaliser). */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
