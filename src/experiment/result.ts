import type { EventKinds } from '../data/datasets/dataset';
import type { Metrics } from '../evaluation/metrics';
import type { Margins } from '../evaluation/pair';
import type { Configuration } from './configuration';
import type { Experiment, Row } from './experiment';
import type { Scores } from './train';
import type { Unseen } from './unseen';

export interface Environment {
  /** The engine line, e.g. `wasm (tfjs 4.22.0, SIMD, 1 thread)`. */
  readonly engine: string;
  readonly node: string;
  readonly dataFingerprint: string;
  readonly peakMemoryMB: number;
}

/** What one trial leaves behind. */
export interface RunResult {
  /** Hash of what it does, the data and the code. */
  readonly id: string;
  readonly configuration: Configuration;
  readonly metrics: Metrics;
  readonly scores: Scores;
  /** What training tells: epochs, trees, parameters, importances. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly seconds: { readonly train: number; readonly predict: number };
  readonly environment: Environment;
}

/** A trial that led nowhere. */
export interface FailedRun {
  readonly id: string;
  readonly configuration: Configuration;
  /** Why, e.g. "training diverged: the loss is NaN in epoch 1". */
  readonly failure: string;
  readonly environment: Environment;
}

/** The test examples of all folds, one behind the other; [n] each. */
export interface ScoredExamples {
  readonly customer: Int32Array;
  /** -1 throughout when the task asks about customers alone. */
  readonly item: Int32Array;
  readonly label: Uint8Array;
  /** From 0 on. */
  readonly fold: Int32Array;
  /** Days since 1970, where the task asks about events. */
  readonly day?: Int32Array;
  /** Of which kind each event is, where a simulator knows it. */
  readonly kinds?: EventKinds;
  /** Whom and what the first row's training had not seen. */
  readonly unseen?: Unseen;
}

/** A row's trials of one seed, over all folds. */
export interface PooledRun {
  readonly seed: number;
  /** Means over the folds. */
  readonly metrics: Metrics;
  /** The trial of each fold. */
  readonly folds: readonly RunResult[];
  /** The trials whose scores a stack combines. */
  readonly members?: readonly RunResult[];
  /** Probabilities of the test examples of all folds. */
  readonly score: Float32Array;
  /** The same of each branch of a late fusion alone, by its name. */
  readonly branches?: Readonly<Record<string, Float32Array>>;
}

/** Figures of a published table. */
export type Published = NonNullable<Row['published']>;

/** One row of a results table: a model over several seeds. */
export interface ResultRow {
  /** Short name as in the experiment, e.g. `fused`. */
  readonly name: string;
  /** What stands in the table, e.g. `sequence + graph (fused)`. */
  readonly title: string;
  /** Controls stand in a block of their own. */
  readonly control: boolean;
  /** What others published of the same model on the same data. */
  readonly published?: Published;
  /** Its level of each factor of a design. */
  readonly levels?: Row['levels'];
  /** In order of seed. */
  readonly runs: readonly PooledRun[];
}

/** Everything that tables and figures of an experiment are made from. */
export interface ResultSet {
  readonly experiment: {
    readonly name: string;
    readonly title: string;
    /** Pairs of rows whose difference is tested: is the first better than the second? */
    readonly comparisons: readonly (readonly [row: string, against: string])[];
    /** The rows of which one is claimed to beat the best of the others in average precision. */
    readonly claim?: Experiment['claim'];
    /** Differences that do not matter. */
    readonly margins: Margins;
    /** The row that knows what no model can: whoever scores higher was lucky. */
    readonly ceiling?: string;
    readonly gap?: Experiment['gap'];
    /** Where published figures come from. */
    readonly source?: string;
    /** The command that remakes everything, printed beside it. */
    readonly command: string;
  };
  /** What tells the folds from one another, e.g. the dates of their test cutoffs. */
  readonly folds: readonly string[];
  /** Rows of which every trial ended well. */
  readonly rows: readonly ResultRow[];
  /** Rows that are left out, and why. */
  readonly failed: readonly { readonly title: string; readonly failure: string }[];
  readonly test: ScoredExamples;
}
