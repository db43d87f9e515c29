import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { operators } from '../../../src/fusion/operators';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const SHAPES = [
  { name: 'sequence', units: 3 },
  { name: 'graph', units: 2 },
  { name: 'tabular', units: 4 },
];
const [B, UNITS] = [3, 5];

type Numbers = readonly number[];
/** W x + b by the name of a dense layer. */
type Apply = (name: string, x: Numbers) => Numbers;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const sum = (values: Numbers) => values.reduce((total, value) => total + value, 0);
const columns = Array.from({ length: UNITS }, (_, c) => c);

/** Each operator's formula for one example, from its branches' vectors. */
const definitions: Record<
  string,
  { name?: string; options: object; of: (x: readonly Numbers[], apply: Apply) => Numbers }
> = {
  sum: {
    options: { units: UNITS },
    of: (x, apply) => columns.map((c) => sum(x.map((own, b) => apply(`projections.branch${b + 1}`, own)[c]))),
  },
  gated: {
    options: { units: UNITS },
    of: (x, apply) =>
      columns.map((c) =>
        sum(
          x.map((own, b) => {
            const gate = sigmoid(apply(`gate${b + 1}`, x.flat())[c]);
            return gate * Math.tanh(apply(`projections.branch${b + 1}`, own)[c]);
          }),
        ),
      ),
  },
  ...Object.fromEntries(
    (
      [
        [
          'all',
          [
            [1, 2],
            [0, 2],
            [0, 1],
          ],
        ],
        ['first', [[1, 2], [], []]],
        ['others', [[], [0], [0]]],
      ] as const
    ).map(([modulated, by]) => [
      `film, ${modulated} modulated`,
      {
        name: 'film',
        options: { modulated },
        of: (x: readonly Numbers[], apply: Apply) =>
          x.flatMap((own, b) => {
            if (by[b].length === 0) return own;
            const said = apply(
              `modulation${b + 1}`,
              by[b].flatMap((o) => x[o]),
            );
            return own.map((value, c) => (1 + said[c]) * value + said[own.length + c]);
          }),
      },
    ]),
  ),
  'low-rank': {
    options: { units: UNITS, rank: 3 },
    of: (x, apply) =>
      columns.map((c) =>
        sum(
          [0, 1, 2].map((r) =>
            x.reduce((product, own, b) => product * apply(`projections.branch${b + 1}`, own)[r * UNITS + c], 1),
          ),
        ),
      ),
  },
  'mixture-of-experts': {
    options: { units: UNITS, experts: 2 },
    of: (x, apply) => {
      const powers = apply('gate', x.flat()).map(Math.exp);
      const experts = [1, 2].map((e) => apply(`expert${e}`, x.flat()).map((z) => Math.max(0, z)));
      return columns.map((c) => sum(experts.map((expert, e) => (powers[e] / sum(powers)) * expert[c])));
    },
  },
};

describe('fusion operators are their formulas, number by number', () => {
  for (const [title, { name = title, options, of }] of Object.entries(definitions))
    it(title, () =>
      tf.tidy(() => {
        const kind = operators.get(name);
        const operator = kind.build(kind.options.parse(options), SHAPES, new Random(1));
        const random = new Random(2);
        const weights = operator.weights();
        for (const weight of weights.values()) weight.assign(normalTensor(weight.shape, random));
        const apply: Apply = (layer, x) => {
          const kernel = weights.get(`${layer}.kernel`);
          assert.ok(kernel, `${layer} among ${[...weights.keys()]}`);
          const rows = kernel.arraySync() as number[][];
          const bias = weights.get(`${layer}.bias`)!.arraySync() as number[];
          assert.equal(rows.length, x.length);
          return bias.map((value, c) => value + sum(x.map((factor, r) => factor * rows[r][c])));
        };
        const branches = SHAPES.map(({ units }) => ({ pooled: normalTensor<tf.Rank.R2>([B, units], random) }));
        const x = branches.map(({ pooled }) => pooled.arraySync());
        const expected = Array.from({ length: B }, (_, i) =>
          of(
            x.map((rows) => rows[i]),
            apply,
          ),
        ).flat();
        assertClose(operator.fuse(branches).dataSync(), expected, 1e-5, 'fused');
        operator.dispose();
      }),
    );
});
