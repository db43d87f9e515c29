import { z } from 'zod';
import { fromBase64, toBase64 } from '../../base/base64';
import type { InteractionGraph } from '../interactions';
import { alignTo } from './alignment';
import { type Node2vecOptions, node2vec } from './node2vec';

/** Vectors of the items of one graph, by id, as a saved model holds them: base64 of [items, dimensions]. */
export const savedReferenceSchema = z.strictObject({ items: z.array(z.string()), vectors: z.string() });
export type SavedReference = z.output<typeof savedReferenceSchema>;

/**
 * node2vec vectors of many snapshots in one common frame: those of each snapshot are rotated onto the items' vectors of
 * the reference, the latest training snapshot.
 */
export class Node2vecFrame {
  private readonly rows: Map<string, number>;
  private readonly vectors: Float32Array;

  constructor(
    saved: SavedReference,
    private readonly options: Node2vecOptions,
    private readonly seed: number,
  ) {
    this.rows = new Map(saved.items.map((id, i) => [id, i]));
    this.vectors = fromBase64(saved.vectors);
  }

  /** The reference that a graph makes. */
  static of(graph: InteractionGraph, options: Node2vecOptions, seed: number): SavedReference {
    const D = options.dimensions;
    const vectors = node2vec(graph, options, seed);
    return {
      items: Array.from(graph.items, (item) => graph.history.itemId(item)),
      vectors: toBase64(vectors.subarray(graph.customers.length * D, graph.nodeCount * D)),
    };
  }

  /** The nodes' vectors in the common frame, [N, dimensions]; an array of its own. */
  embed(graph: InteractionGraph): Float32Array {
    const vectors = node2vec(graph, this.options, this.seed);
    const pairs: [number, number][] = [];
    graph.items.forEach((item, i) => {
      const row = this.rows.get(graph.history.itemId(item));
      if (row !== undefined) pairs.push([graph.customers.length + i, row]);
    });
    return alignTo(vectors, this.vectors, pairs, this.options.dimensions);
  }
}
