import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../chart';

/** What was measured after an epoch. */
export interface EpochPoint {
  readonly epoch: number;
  readonly training: { readonly loss: number; readonly accuracy: number };
  readonly validation: { readonly loss: number; readonly accuracy: number };
}

export interface LearningCurvesOptions {
  readonly title: string;
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** The accuracy of always answering with the more frequent class, on validation. */
  readonly majorityAccuracy: number;
}

/** Loss and accuracy, epoch by epoch, on training and on validation. */
export function learningCurves(points: readonly EpochPoint[], options: LearningCurvesOptions): TopLevelSpec {
  const { title, bestEpoch, majorityAccuracy } = options;
  const values = points.flatMap(({ epoch, training, validation }) => [
    { epoch, part: 'training', ...training },
    { epoch, part: 'validation', ...validation },
  ]);
  const panel = (field: 'loss' | 'accuracy') => ({
    width: 320,
    height: 220,
    layer: [
      {
        data: { values: [{ epoch: bestEpoch }] },
        mark: { type: 'rule', color: '#888888', strokeDash: [2, 2] },
        encoding: { x: { field: 'epoch', type: 'quantitative' } },
      },
      ...(field === 'accuracy'
        ? [
            {
              mark: { type: 'rule', color: '#666666', strokeDash: [6, 3] },
              encoding: { y: { datum: majorityAccuracy } },
            },
          ]
        : []),
      {
        mark: { type: 'line', strokeWidth: 2, point: points.length < 3 },
        encoding: {
          x: { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { tickMinStep: 1, format: 'd' } },
          y: { field, type: 'quantitative', title: field, scale: { zero: false } },
          color: {
            field: 'part',
            type: 'nominal',
            scale: { domain: ['training', 'validation'], range: [PALETTE[0], PALETTE[1]] },
            legend: { title: null, orient: 'bottom' },
          },
        },
      },
    ],
  });
  return {
    title: {
      text: title,
      subtitle: `dotted: epoch ${bestEpoch}, whose weights were kept · dashed: accuracy of the majority’s answer on validation`,
    },
    data: { values },
    hconcat: [panel('loss'), panel('accuracy')],
  } as TopLevelSpec;
}
