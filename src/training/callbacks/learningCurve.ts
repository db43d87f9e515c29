import type { Callback } from '../callback';

/** What was measured after an epoch. */
export interface CurvePoint {
  readonly epoch: number;
  readonly loss: number;
  readonly [measure: string]: number;
}

/** Records the training loss and all that callbacks before it measured, epoch by epoch. */
export function learningCurve(): Callback & { readonly points: readonly CurvePoint[] } {
  const points: CurvePoint[] = [];
  return {
    points,
    onEpochEnd({ epoch, loss, measured }) {
      points.push({ epoch, loss, ...measured });
    },
  };
}
