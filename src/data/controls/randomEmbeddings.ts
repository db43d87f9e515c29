import { NO_OPTIONS } from '../../base/component';
import { Random } from '../../base/random';
import { defineControl } from './control';

/**
 * Gives each node a vector of standard normal numbers, as wide as the embedding and the same one at all times: what an
 * embedding says of the graph is lost, that it tells nodes apart is kept.
 */
export const randomEmbeddings = defineControl({
  name: 'random-embeddings',
  summary: 'a random vector for each node instead of the embedding that was learned from the graph',
  options: NO_OPTIONS,
  build: (_, seed) => ({
    embeddings: (vectors, dimensions, nameOf) => {
      for (let row = 0; row * dimensions < vectors.length; row++) {
        const random = Random.of(seed, `embedding of ${nameOf(row)}`);
        for (let d = 0; d < dimensions; d++) vectors[row * dimensions + d] = random.normal();
      }
    },
  }),
});
