import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { Links } from './links';
import { defineGraphPretext } from './pretext';

const optionsSchema = z.strictObject({
  /** The share of a snapshot's edges that a step hides and asks for, … */
  share: z.number().gt(0).max(0.9).default(0.2),
  /** … but so many at most. */
  edges: z.number().int().positive().default(8192),
  /** How often an epoch asks of each snapshot. */
  batches: z.number().int().positive().default(5),
});

/**
 * Who bought what? Some edges are taken out of the graph, and each is told from one to an item drawn at random by what
 * remains (masked graph autoencoding; Li et al., MaskGAE, KDD 2023): with z the nodes' vectors, the odds of an edge are
 * those of the logit z_c W · z_i, and of the edges hidden the loss is
 *
 *   ½ mean [softplus(−z_c W · z_i) + softplus(z_c W · z_j)],  j not bought by c
 *
 * Only messages are hidden: what is told of nodes as such, their degrees among it, is that of the whole graph.
 */
export const maskedEdge = defineGraphPretext({
  name: 'masked-edge',
  summary: 'telling who bought what, edges being hidden, from items drawn at random',
  options: optionsSchema,
  space: { share: { low: 0.05, high: 0.5 } },
  build({ share, edges, batches }, encoder, snapshots, random) {
    const links = snapshots.map((snapshot) => new Links(snapshot));
    const starts = [0];
    for (const { count } of links) starts.push(starts[starts.length - 1] + count);
    if (starts[links.length] === 0)
      throw new InputError('no graph has an edge', 'pretext masked-edge', 'customers who bought something');
    const project = new Dense(encoder.nodeUnits, encoder.nodeUnits, random);
    return {
      weights: new Map([...project.weights()].map(([name, weight]) => [`pretext.${name}`, weight])),
      batches(stream) {
        const found = links.flatMap(({ count }, s) => {
          const size = Math.min(edges, Math.ceil(share * count));
          return count === 0
            ? []
            : Array.from({ length: batches }, () =>
                Int32Array.from(sample(count, size, stream), (edge) => starts[s] + edge),
              );
        });
        return stream.shuffle(found);
      },
      loss(rows, { random: stream }) {
        const s = starts.findLastIndex((start) => start <= rows[0]);
        const own = links[s];
        const hidden = rows.map((row) => row - starts[s]);
        const nodes = encoder.nodes(own.without(hidden), stream);
        const pick = (places: Int32Array) => tf.gather(nodes, tf.tensor1d(places, 'int32'));
        const customers = hidden.map((edge) => own.customerOf(edge));
        const asking = project.call(pick(customers));
        const logit = (items: Int32Array) => tf.sum(tf.mul(asking, pick(items)), 1);
        const bought = logit(hidden.map((edge) => own.itemOf(edge)));
        const others = logit(customers.map((customer) => own.drawOther(customer, stream)));
        const losses = tf.add(tf.softplus(tf.neg(bought)), tf.softplus(others));
        return tf.div(tf.mean(losses), 2) as tf.Scalar;
      },
    };
  },
});

/** So many different edges of `count`. */
function sample(count: number, size: number, random: Random): Int32Array {
  return random.shuffle(Int32Array.from({ length: count }, (_, edge) => edge)).subarray(0, size);
}
