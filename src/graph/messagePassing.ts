import type * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';

/** A graph as layers read it: A[i, j] is the weight of the edge along which j sends to i. */
export class Neighbours {
  private meanOf?: Csr;
  private symmetricOf?: Csr;
  private loopedOf?: Csr;

  constructor(readonly adjacency: Csr) {}

  /** D⁻¹ A: rows sum to 1; the row of a node whose edges weigh nothing, or that has none, is 0. */
  get mean(): Csr {
    this.meanOf ??= reweight(this.adjacency, (weight, i, _, degree) => (weight ? weight / degree[i] : 0));
    return this.meanOf;
  }

  /** A with 1 on its diagonal: every node has one edge to itself, the first of its row. */
  get looped(): Csr {
    this.loopedOf ??= addLoops(this.adjacency);
    return this.loopedOf;
  }

  /** D^−½ Â D^−½ of Â, the looped A. */
  get symmetric(): Csr {
    this.symmetricOf ??= reweight(this.looped, (weight, i, j, degree) =>
      weight ? weight / Math.sqrt(degree[i] * degree[j]) : 0,
    );
    return this.symmetricOf;
  }
}

function addLoops({ rows, cols, offsets, columns, values }: Csr): Csr {
  const looped = { offsets: new Int32Array(rows + 1), columns: new Int32Array(columns.length + rows) };
  const weights = new Float32Array(columns.length + rows);
  let size = 0;
  const add = (column: number, weight: number) => {
    looped.columns[size] = column;
    weights[size++] = weight;
  };
  for (let i = 0; i < rows; i++) {
    add(i, 1);
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (columns[e] !== i) add(columns[e], values[e]);
    looped.offsets[i + 1] = size;
  }
  return {
    rows,
    cols,
    offsets: looped.offsets,
    columns: looped.columns.slice(0, size),
    values: weights.slice(0, size),
  };
}

/** @throws InputError for a negative weight: degrees could be 0 where there are edges, or negative */
function reweight(csr: Csr, f: (weight: number, i: number, j: number, degree: Float64Array) => number): Csr {
  const negative = csr.values.find((weight) => weight < 0);
  if (negative !== undefined) throw new InputError(`an edge weighs ${negative}`, undefined, 'weights of 0 or more');
  const degree = new Float64Array(csr.rows);
  for (let i = 0; i < csr.rows; i++)
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++) degree[i] += csr.values[e];
  const values = new Float32Array(csr.values.length);
  for (let i = 0; i < csr.rows; i++)
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++) values[e] = f(csr.values[e], i, csr.columns[e], degree);
  return { ...csr, values };
}

/**
 * A message-passing layer (Gilmer et al., ICML 2017):
 *
 *   x_i' = update( aggregate_{j → i} message(x_j), x_i )
 *
 * A layer says what a node sends (`message`), how what arrives is combined (`aggregate`, the weighted
 * mean unless overridden) and what a node makes of it (`update`). Layers whose messages depend on
 * both ends override `call`.
 */
export abstract class MessagePassing extends Module {
  /** Columns of what `call` returns. */
  abstract readonly width: number;

  /** What each node sends along its edges: [N, F] → [N, M]. */
  protected message(x: tf.Tensor2D): tf.Tensor2D {
    return x;
  }

  /** What arrives at each node: [N, M] → [N, M]. */
  protected aggregate(messages: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    return spmm(graph.mean, messages);
  }

  /** What each node makes of it: [N, M] and [N, F] → [N, width]. */
  protected abstract update(arrived: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D;

  /** [N, F] → [N, width] */
  call(x: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    return this.update(this.aggregate(this.message(x), graph), x);
  }
}

/** An entry of the registry of graph layers. */
export interface GraphLayerKind {
  readonly name: string;
  /** @param features F, the columns of x; @param width of the output */
  build(features: number, width: number, random: Random): MessagePassing;
}
