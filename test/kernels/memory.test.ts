import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { ownKernels } from '../../src/kernels/compiled';
import { multiplyCompiled } from '../../src/kernels/spmm/compiled';
import { multiplyPlain } from '../../src/kernels/spmm/plain';
import { randomGraph } from './graphs';

const GIB = 2 ** 30;

describe("the kernels' memory", () => {
  let kernels: NonNullable<ReturnType<typeof ownKernels>>;
  beforeEach(function () {
    const own = ownKernels();
    if (!own) this.skip();
    kernels = own;
  });

  it('says how much was wanted where it cannot grow so far, and serves on', () => {
    const graph = randomGraph(9, 7, 20);
    const x = Float32Array.from({ length: 21 }, (_, i) => i);
    for (const gib of [4, 5, 100])
      assert.throws(
        () => kernels.reserve((gib * GIB) / 4, 1),
        new InputError(`the compiled kernels cannot get ${1024 * gib} MiB of memory`, undefined, 'at most 4096 MiB'),
      );
    assert.deepEqual(multiplyCompiled(kernels, graph, x, 3), multiplyPlain(graph, x, 3));
  });

  // Pages that nobody writes to take no memory of the machine.
  it('reaches beyond 2 GiB, where addresses no longer fit a signed number', () => {
    const graph = randomGraph(9, 7, 20);
    const x = Float32Array.from({ length: 21 }, (_, i) => i);
    kernels.reserve((3 * GIB) / 4, 8);
    kernels.bytes(2.5 * GIB);
    const y = kernels.floats(27);
    const { offsets, columns, values } = graph;
    const pointers = [kernels.int(offsets), kernels.int(columns), kernels.float(values), kernels.float(x)] as const;
    assert(y.at > 2.5 * GIB);
    kernels.run.spmm(0, 9, 3, ...pointers, y.at, false);
    assert.deepEqual(y.view, multiplyPlain(graph, x, 3));
  });

  it('is as large as was reserved, and no larger', () => {
    kernels.reserve(1000, 2);
    kernels.floats(500);
    kernels.ints(500);
    assert.throws(() => kernels.floats(GIB / 4), /more was placed than reserved/);
  });
});
