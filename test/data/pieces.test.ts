import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pieces } from '../../src/data/pieces';

const value = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true });
const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 });
const all = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

describe('pieces of columns', () => {
  it('have edges at the least value, the median, the third quartile and so on, and the largest', () => {
    const values = Float32Array.from({ length: 65 }, (_, i) => (i * 27) % 65);
    assert.deepEqual(Pieces.fit(values, 1, 4).edges, [[0, 32, 48, 56, 64]]);
  });

  it('tell how much of each lies below a value', () => {
    const pieces = new Pieces([
      [0, 2, 6],
      [-1, 1],
    ]);
    assert.equal(pieces.width, 3);
    const values = Float32Array.of(-1, 0, 1, 2, 5, -2, 9, 0.5);
    const encoded = [...pieces.encode(values, all(4))];
    assert.deepEqual(encoded, [0, 0, 0.5, 0.5, 0, 1, 1, 0.75, 0, 1, 1, 0.75]);
    assert.deepEqual([...pieces.encode(values, Int32Array.of(3, 0))], [...encoded.slice(9), ...encoded.slice(0, 3)]);
  });

  it('lose nothing inside of the training range: lengths times shares add up to the value', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), (given, count) => {
        const values = Float32Array.from(given.flat());
        const pieces = Pieces.fit(values, 2, count);
        const encoded = pieces.encode(values, all(given.length));
        given.forEach((row, r) => {
          let at = r * pieces.width;
          pieces.edges.forEach((edges, column) => {
            assert.ok(edges.length >= 2 && edges.length <= count + 2);
            let sum = edges[0];
            for (let e = 1; e < edges.length; e++) {
              assert.ok(edges[e] > edges[e - 1]);
              sum += encoded[at++] * (edges[e] - edges[e - 1]);
            }
            assert.ok(Math.abs(sum - row[column]) < 1e-3, `${sum} for ${row[column]}`);
          });
        });
      }),
      { numRuns: 50 },
    );
  });
});
