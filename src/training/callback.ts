import type { Module } from '../nn/module';

/** Training as callbacks see it, and what they may change. */
export interface TrainingState {
  readonly model: Module;
  /** The epoch that runs or has just ended, from 1 on; 0 before the first. */
  readonly epoch: number;
  /** At most so many. */
  readonly epochs: number;
  /** Mean training loss of the last epoch over its batches. */
  readonly loss: number;
  /** What callbacks measured after the last epoch, by name, for those behind them in the list. */
  readonly measured: Record<string, number>;
  /** Weights that stay as they are, told by their dotted names. */
  frozen: (name: string) => boolean;
  /** Ends training after this epoch. */
  stop(): void;
}

/** Something that goes along with training; called in the order of the list. */
export interface Callback {
  onBegin?(state: TrainingState): void;
  onEpochBegin?(state: TrainingState): void;
  /** After the weights have moved. */
  onStep?(state: TrainingState): void;
  onEpochEnd?(state: TrainingState): void;
  onEnd?(state: TrainingState): void;
}
