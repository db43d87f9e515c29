import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * A step of propagation without weights (SGC; Wu et al., ICML 2019):
 *
 *   x_t' = Σ_{s → t, t → t} a_ts x_s / √(d_t c_s),  a_tt = 1,  d_t = Σ_s a_ts,  c_s = Σ_t a_ts
 *
 * Only where the output has other columns than the input is x multiplied by a matrix first. A network of such layers
 * without activation is SGC; with a share of its input mixed into each, APPNP (Gasteiger et al., ICLR 2019); without loops
 * and with the mean of all its layers as output, the propagation of LightGCN (He et al., SIGIR 2020).
 */
class Propagation extends MessagePassing {
  private readonly kernel?: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly loops: boolean,
    random: Random,
  ) {
    super();
    if (inChannels !== outChannels)
      this.kernel = this.weight('kernel', glorotUniform([inChannels, outChannels], random));
  }

  protected override message(source: tf.Tensor2D): tf.Tensor2D {
    return this.kernel ? tf.matMul(source, this.kernel as tf.Tensor2D) : source;
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.sum(this.loops ? block.symmetric : block.symmetricUnlooped, messages);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return arrived;
  }
}

export const propagation = defineGraphLayer({
  name: 'propagation',
  summary: 'a step of propagation without weights, normalised by degrees (SGC, APPNP, LightGCN)',
  options: z.strictObject({
    /** Whether each node hears itself, too. */
    loops: z.boolean().default(true),
  }),
  build: ({ loops }, inChannels, outChannels, random) => new Propagation(inChannels, outChannels, loops, random),
});
