import type { Metrics } from '../evaluation/metrics';
import type { Configuration } from './configuration';

/** What one trial leaves behind. */
export interface RunResult {
  /** Hash of configuration, data and code. */
  readonly id: string;
  readonly configuration: Configuration;
  readonly metrics: Metrics;
  /** Probabilities of the validation and the test examples, in the examples' order. */
  readonly scores: { readonly validation: Float32Array; readonly test: Float32Array };
  /** What training tells: epochs, trees, parameters, importances. */
  readonly notes: Readonly<Record<string, unknown>>;
  readonly seconds: { readonly train: number; readonly predict: number };
  readonly environment: {
    /** The engine line, e.g. `wasm (tfjs 4.22.0, SIMD, 1 thread)`. */
    readonly engine: string;
    readonly node: string;
    readonly codeVersion: string;
    readonly dataFingerprint: string;
    readonly peakMemoryMB: number;
  };
}

/** What a trial leaves behind that did not come to its end, for one that diverged. The same trial would fail again. */
export interface FailedRun extends Pick<RunResult, 'id' | 'configuration' | 'environment'> {
  /** Why, in one line. */
  readonly failure: string;
}

/** The examples that scores belong to; [n] each. */
export interface ScoredExamples {
  readonly customer: Int32Array;
  /** -1 throughout when the task asks about customers alone. */
  readonly item: Int32Array;
  readonly label: Uint8Array;
}

/** One row of a results table: a model over several seeds. */
export interface ResultRow {
  /** Short name as in the experiment, e.g. `fused`. */
  readonly name: string;
  /** What stands in the table, e.g. `sequence + graph (fused)`. */
  readonly title: string;
  /** Controls stand in a block of their own. */
  readonly control: boolean;
  /** In order of seed. */
  readonly runs: readonly RunResult[];
}

/** A row without figures, since not all of its seeds have some. */
export interface FailedRow extends Pick<ResultRow, 'name' | 'title'> {
  /** How many of its runs failed. */
  readonly failures: number;
  readonly runs: number;
  /** Why the first of them did, in one line. */
  readonly failure: string;
}

/** Everything that tables and figures of an experiment are made from. */
export interface ResultSet {
  readonly experiment: {
    readonly name: string;
    readonly title: string;
    /** Pairs of rows whose difference is tested: is the first better than the second? */
    readonly comparisons: readonly (readonly [row: string, against: string])[];
    /** The command that remakes everything, printed beside it. */
    readonly command: string;
  };
  readonly rows: readonly ResultRow[];
  readonly failed: readonly FailedRow[];
  readonly test: ScoredExamples;
}
