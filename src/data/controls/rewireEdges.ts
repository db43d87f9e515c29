import { NO_OPTIONS } from '../../base/component';
import { Random } from '../../base/random';
import { defineControl } from './control';

/**
 * Rewires the customer–item graph at random with all degrees kept: who buys what with whom is lost.
 *
 * Random pairs of customers trade: the items that only one of the two has are dealt to both anew, as many to each as
 * before. After ten trades a customer the graph is close to a draw from all graphs with these degrees (curveball: Strona
 * et al., Nature Communications 2014; Carstens, Physical Review E 2015).
 */
export const rewireEdges = defineControl({
  name: 'rewire-edges',
  summary: 'the graph rewired at random, the degree of every customer and item kept',
  options: NO_OPTIONS,
  build: (_, seed) => ({
    edges: (customer, item, itemCount) => curveball(customer, item, itemCount, Random.of(seed, 'rewire')),
  }),
});

function curveball(customer: Int32Array, item: Int32Array, itemCount: number, random: Random): void {
  const starts: number[] = [];
  for (let e = 0; e < customer.length; e++) if (e === 0 || customer[e] !== customer[e - 1]) starts.push(e);
  const customers = starts.length;
  starts.push(customer.length);
  // Who of the two traders has an item: 1 the first, 2 the second, 3 both.
  const owners = new Uint8Array(itemCount);
  const traded = new Int32Array(2 * itemCount);
  for (let trade = 0; trade < 10 * customers; trade++) {
    const a = random.int(customers);
    const b = random.int(customers);
    if (a === b) continue;
    for (let e = starts[a]; e < starts[a + 1]; e++) owners[item[e]] = 1;
    for (let e = starts[b]; e < starts[b + 1]; e++) owners[item[e]] |= 2;
    let count = 0;
    for (let e = starts[a]; e < starts[a + 1]; e++) if (owners[item[e]] !== 3) traded[count++] = e;
    for (let e = starts[b]; e < starts[b + 1]; e++) if (owners[item[e]] !== 3) traded[count++] = e;
    for (let e = starts[a]; e < starts[a + 1]; e++) owners[item[e]] = 0;
    for (let e = starts[b]; e < starts[b + 1]; e++) owners[item[e]] = 0;
    for (let i = count - 1; i > 0; i--) {
      const one = traded[i];
      const other = traded[random.int(i + 1)];
      const kept = item[one];
      item[one] = item[other];
      item[other] = kept;
    }
  }
}
