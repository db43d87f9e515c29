import type { Controls } from '../data/controls/controls';
import type { History } from '../data/history';
import type { Vocabulary } from '../data/vocabulary';
import { type Node2vecOptions, node2vec } from '../graph/embedding/node2vec';
import { InteractionGraph } from '../graph/interactions';

/**
 * node2vec vectors of a vocabulary's items in the customer–item graph of a history, brought to a root mean square of 1;
 * [size, dimensions]. The row of the unknown, and items that the graph does not have, are zeros.
 */
export function itemVectors(
  history: History,
  vocabulary: Vocabulary,
  options: Node2vecOptions,
  windowDays: number,
  controls: Controls,
  seed: number,
): Float32Array {
  const D = options.dimensions;
  const graph = InteractionGraph.of(history, { windowDays, controls });
  const vectors = node2vec(graph, options, seed).slice();
  controls.embeddings(vectors, D, (node) => `node ${node}`);
  const table = new Float32Array(vocabulary.size * D);
  let squares = 0;
  let count = 0;
  vocabulary.rowsOf(history).forEach((row, item) => {
    const node = graph.nodeOfItem(item);
    if (row === 0 || node < 0) return;
    for (let d = 0; d < D; d++) {
      const value = vectors[node * D + d];
      table[row * D + d] = value;
      squares += value ** 2;
      count++;
    }
  });
  const scale = squares > 0 ? Math.sqrt(count / squares) : 0;
  return table.map((value) => value * scale);
}
