import assert from 'node:assert/strict';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { csrOf } from '../../../src/base/csr';
import { Random } from '../../../src/base/random';
import { alignTo } from '../../../src/graph/embedding/alignment';
import { truncatedSvd } from '../../../src/graph/embedding/svd';

const random = new Random(11);

/** A random sparse matrix, dense and as CSR. */
function sparse(rows: number, columns: number, share: number) {
  const dense = Matrix.zeros(rows, columns);
  const entries: [number, number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (random.next() < share) {
        const value = Math.fround(random.next());
        dense.set(i, j, value);
        entries.push([i, j, value]);
      }
  const [is, js, values] = [0, 1, 2].map((k) => entries.map((entry) => entry[k]));
  return { dense, csr: csrOf(Int32Array.from(is), Int32Array.from(js), Float32Array.from(values), rows, columns) };
}

describe('truncated singular value decomposition', () => {
  it('finds the singular values and the best approximation of each rank', () => {
    const { dense, csr } = sparse(60, 40, 0.2);
    const exact = new SingularValueDecomposition(dense);
    const { rank, left, singular, right } = truncatedSvd(csr, 40, new Random(1));
    assert.equal(rank, 40);
    for (let k = 0; k < 40; k++) assert.ok(Math.abs(singular[k] - exact.diagonal[k]) < 1e-4, `σ${k}`);
    let error = 0;
    for (let i = 0; i < 60; i++)
      for (let j = 0; j < 40; j++) {
        let value = 0;
        for (let k = 0; k < 40; k++) value += left[i * 40 + k] * singular[k] * right[j * 40 + k];
        error = Math.max(error, Math.abs(value - dense.get(i, j)));
      }
    assert.ok(error < 1e-4, `${error}`);
  });

  it('finds the leading values of a larger matrix to a hundredth, even where they lie close together', () => {
    const { dense, csr } = sparse(150, 120, 0.05);
    const exact = new SingularValueDecomposition(dense).diagonal;
    const { singular } = truncatedSvd(csr, 8, new Random(2));
    singular.forEach((value, k) => {
      assert.ok(Math.abs(value / exact[k] - 1) < 1e-2, `σ${k}: ${value}, not ${exact[k]}`);
    });
  });

  it('copes with a matrix of lower rank than asked for', () => {
    const csr = csrOf(Int32Array.of(0, 1), Int32Array.of(0, 0), Float32Array.of(3, 4), 3, 5);
    const { rank, singular, left, right } = truncatedSvd(csr, 64, new Random(3));
    assert.equal(rank, 3);
    assert.ok(Math.abs(singular[0] - 5) < 1e-5);
    assert.ok([...left, ...right, ...singular].every(Number.isFinite));
  });
});

describe('alignment', () => {
  it('undoes a rotation, and keeps lengths', () => {
    const [N, D] = [20, 6];
    const reference = Float32Array.from({ length: N * D }, () => random.normal());
    const { leftSingularVectors: rotation } = new SingularValueDecomposition(
      new Matrix(Array.from({ length: D }, () => Array.from({ length: D }, () => random.normal()))),
    );
    const rotated = new Float32Array(N * D);
    for (let i = 0; i < N; i++)
      for (let j = 0; j < D; j++)
        for (let k = 0; k < D; k++) rotated[i * D + j] += reference[i * D + k] * rotation.get(k, j);
    // Half of the vectors are told to be the same; the others follow.
    const pairs = Array.from({ length: N / 2 }, (_, i) => [i, i] as const);
    const aligned = alignTo(rotated, reference, pairs, D);
    aligned.forEach((value, i) => {
      assert.ok(Math.abs(value - reference[i]) < 1e-4);
    });
  });
});
