import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/**
 * Rotates an embedding onto a reference (orthogonal Procrustes; Schönemann, Psychometrika 1966).
 *
 * Embeddings trained on two snapshots of a graph agree at best up to a rotation, so a model trained on one could not read
 * the other. The rotation returned brings the vectors of the given pairs closest together: with Xᵀ Y = U Σ Vᵀ, R = U Vᵀ.
 *
 * @param vectors [N, D]
 * @param pairs rows of `vectors` and rows of `reference` that stand for the same thing
 * @param reference [M, D]
 * @returns the rotated vectors, [N, D]
 */
export function alignTo(
  vectors: Float32Array,
  reference: Float32Array,
  pairs: readonly (readonly [row: number, referenceRow: number])[],
  dimensions: number,
): Float32Array {
  const D = dimensions;
  const product = Matrix.zeros(D, D);
  for (const [row, referenceRow] of pairs)
    for (let i = 0; i < D; i++)
      for (let j = 0; j < D; j++)
        product.set(i, j, product.get(i, j) + vectors[row * D + i] * reference[referenceRow * D + j]);
  const svd = new SingularValueDecomposition(product);
  const rotation = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose()).to2DArray();
  const rotated = new Float32Array(vectors.length);
  for (let at = 0; at < vectors.length; at += D)
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) rotated[at + j] += vectors[at + i] * rotation[i][j];
  return rotated;
}
