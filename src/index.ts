/** What the library offers; everything else in it may change without notice. */
// biome-ignore-all assist/source/organizeImports: grouped by subject

// Components of any kind, their options, and what is wrong with an input
export {
  type Component,
  type ComponentInput,
  type ComponentSpec,
  NO_OPTIONS,
  type SearchSpace,
} from './base/component';
export { InputError } from './base/errors';
export { Random } from './base/random';
export type { Registry } from './base/registry';

// The packages that components are written with: the same copies that run here
export * as tf from '@tensorflow/tfjs-core';
export { z } from 'zod';

// The tensor engine
export { type BackendName, type Engine, type EngineOptions, startEngine } from './engine/engine';

// Reading transactions and labels
export { type LogRead, readLog, type ReadReport } from './data/read';
export { type LogSchema, type LogSchemaInput, logSchema, readSchema } from './data/schema';
export { type LabelsSchema, labelsSchema, type LabelTable, readLabels } from './data/labels';
export { type Dataset, defineDataset } from './data/datasets/dataset';
export { datasets } from './data/datasets';

// Logs, their past, and what is asked of them
export { Dictionary } from './data/dictionary';
export { type LogColumns, type LogOptions, TransactionLog } from './data/log';
export type { History } from './data/history';
export { type ExampleColumns, ExampleSet, type LabelledExamples } from './data/examples';
export { AsOf, type AskedEvents, type ScanVisitor } from './data/asOf';

// Tasks
export { tasks } from './data/tasks';
export { defineTask, presetTask, type Split, type Task, type TaskKind } from './data/tasks/task';
export { askTask, bindTask } from './data/tasks/bind';

// Negative controls
export { controls } from './data/controls';
export { type Control, defineControl, type Destroyer } from './data/controls/control';
export { Controls } from './data/controls/controls';

// Features as of each example
export { families } from './features';
export { defineFamily, type FeatureFamily, featureTable } from './features/family';
export type { Table } from './data/table';

// Graphs
export { InteractionGraph, type InteractionOptions } from './graph/interactions';
export { node2vec, type Node2vecOptions, node2vecSchema } from './graph/embedding/node2vec';
export { MetapathWalker } from './graph/embedding/metapathWalks';
export { type NodeVectors, writeVectors } from './graph/embedding/vectorFiles';
export { Walker, type WalkOptions, type Walks, type WalkSource } from './graph/embedding/walks';
export { skipGram, type SkipGramOptions } from './graph/embedding/skipGram';
export type { Csr } from './base/csr';
export { relations } from './graph/relations';
export { defineRelation, type Relation, type Ties } from './graph/relations/relation';
export { project, type ProjectionOptions } from './graph/relations/project';
export { type NamedTies, tiesOf } from './graph/relations/union';
export { scorers } from './graph/scorers';
export { defineScorer, type Scorer } from './graph/scorers/scorer';
export { type ExchangeGraph, exchangeGraph } from './graph/exchange/exchangeGraph';
export { readGraph, writeGraph } from './graph/exchange/files';
export { Block } from './graph/block';
export { graphLayers } from './graph/layers';
export { defineGraphLayer, type GraphLayerKind, MessagePassing } from './graph/messagePassing';
export { graphPretexts } from './graph/pretext';
export { defineGraphPretext, type GraphPretext, type NodeEncoder } from './graph/pretext/pretext';
export { samplers } from './graph/sampling';
export { defineSampler, type Past, type Sampler, type SamplerKind } from './graph/sampling/sampler';

// Sequences
export { lastSteps, type WindowOptions, type Windows } from './sequence/windows';
export { augmentations } from './sequence/augmentations';
export { type Augment, type Augmentation, defineAugmentation } from './sequence/augmentations/augmentation';
export { encoders } from './sequence/encoders';
export { defineEncoder, type EncodeOptions, type EncoderKind, SequenceEncoder } from './sequence/encoder';
export { pretexts } from './sequence/pretext';
export { definePretext, type Pretext } from './sequence/pretext/pretext';

// Modules with weights, and differentiable operations
export { Module, type SavedWeights } from './nn/module';
export { Dense } from './nn/dense';
export { LayerNorm } from './nn/layerNorm';
export { dropout } from './nn/dropout';
export { glorotUniform } from './nn/initializers';
export type { Encoding } from './nn/encoding';
export { spmm } from './ops/sparse';

// Fusion
export { branches } from './fusion/branches';
export {
  Branch,
  type BranchContext,
  type BranchKind,
  type BranchShape,
  defineBranch,
  type ForwardOptions,
} from './fusion/branch';
export { operators } from './fusion/operators';
export { defineOperator, FusionOperator, type OperatorKind } from './fusion/operator';

// Imbalance
export { losses } from './imbalance/losses';
export { type ClassCounts, defineLoss, type Loss, type LossKind } from './imbalance/loss';
export { resamplers } from './imbalance/resampling';
export {
  defineResampler,
  fitResample,
  type Resampled,
  type Resampler,
  type ResamplerKind,
  type TrainingSample,
} from './imbalance/resampling/resampler';
export { asTheyAre, type Origins } from './imbalance/resampling/origins';
export { correctPrior } from './imbalance/prior';
export { calibrators } from './imbalance/calibration';
export { type Calibrator, defineCalibrator } from './imbalance/calibration/calibrator';
export { thresholds } from './imbalance/thresholds';
export { defineThreshold, type ThresholdRule } from './imbalance/thresholds/threshold';

// Learners: from a log and a task to a model that scores
export { prepare, type PreparationOptions, type PreparedData } from './training/prepare';
export { fit, loadModel } from './learners/model';
export { learners } from './learners';
export {
  defineLearner,
  type FittedModel,
  type Learner,
  type LearningExamples,
  type TrainingData,
} from './training/learner';
export { baselines } from './baselines';
export type { Baseline, LabelledTable, TabularModel } from './baselines/baseline';
export { tabular } from './learners/tabular';

// The training loop
export { optimizerSchema, type OptimizerOptions, train } from './training/loop';
export { schedules } from './training/schedules';
export { defineSchedule, type Schedule } from './training/schedule';
export type { Objective, StepContext } from './nn/objective';
export { supervised } from './training/objectives/supervised';
export type { Callback, TrainingState } from './training/callback';
export { earlyStopping } from './training/callbacks/earlyStopping';
export { freezing } from './training/callbacks/freezing';
export { learningCurve } from './training/callbacks/learningCurve';
export { progress } from './training/callbacks/progress';
export { DivergedError } from './training/diverged';

// Metrics
export { evaluate, type Metrics } from './evaluation/metrics';
export { averagePrecision, rocAuc, topK } from './evaluation/ranking';
export { bestF1Threshold, confusion, decisionMetrics } from './evaluation/threshold';
export { brierScore, expectedCalibrationError, logLoss, reliability } from './evaluation/probability';

// Intervals and tests
export { bootstrap, bootstrapP, equivalenceP, interval } from './evaluation/bootstrap';
export { compare, type Comparison } from './evaluation/comparison';
export { delong } from './evaluation/delong';
export { friedman } from './evaluation/friedman';
export { holm } from './evaluation/holm';
export { wilcoxon } from './evaluation/wilcoxon';
export { wilson } from './evaluation/wilson';

// Explanation
export { type Attributions, type ExplainedTable, outputs, rankColumns } from './explain/attributions';
export { treeShap } from './explain/treeShap';
export { type Game, shapleyValues, type ShapleyValues } from './explain/kernelShap';
export type { Mixture, OpenModel } from './explain/mixture';
export { openModel, openTable } from './explain/openModel';
export { shap, type ShapOptions } from './explain/shap';
export { type Drop, type InputDrop, permutationImportance } from './explain/permutation';
export { type IntegratedGradients, integratedGradients } from './explain/integratedGradients';
export { meanStepMagnitudes, type StepAttributions, stepAttributions } from './explain/steps';
export { type EdgeAttributions, edgeAttributions } from './explain/edges';
export { type BranchAttributions, branchAttributions, type BranchLoss, branchLosses } from './explain/occlusion';
export type { SplitTree, TreeEnsemble } from './baselines/treeEnsemble';

// Experiments
export {
  completeExperiment,
  type Experiment,
  type ExperimentInput,
  plan,
  type PlannedRow,
} from './experiment/experiment';
export {
  completeConfiguration,
  type Configuration,
  type ConfigurationInput,
  trialId,
} from './experiment/configuration';
export { runAll, type Sweep } from './experiment/runner';
export type { WorkerOptions } from './experiment/runners/local';
export { Store } from './experiment/store';
export { collect } from './experiment/collect';
export type { FailedRun, ResultSet, RunResult } from './experiment/result';
export { type BundleContent, loadBundle, type LoadedBundle, saveBundle } from './experiment/bundle';
export { useCache } from './base/cache';

// Search over the options of a model
export { searchMethods } from './search/methods';
export {
  type Attempt,
  defineSearchMethod,
  type Problem,
  type SearchMethod,
  type Suggestion,
} from './search/method';
export type { Parameter, Values } from './search/parameter';
export { spaceOf } from './search/space';
export { search, type SearchOptions, type SearchResult } from './search/search';

// Tables, figures and pictures of graphs
export { formatTable, writeTables } from './report/tables';
export { writeFigures } from './report/figures';
export { writeChart } from './report/chart';
export { beeswarm } from './report/charts/beeswarm';
export { importance } from './report/charts/importance';
export { waterfall } from './report/charts/waterfall';
export { heatMap } from './report/charts/heatMap';
export type { ViewGraph } from './report/graph/viewGraph';
export { type View, type ViewOptions, viewOf } from './report/graph/views';
export { draw, type Drawing, type DrawingOptions } from './report/graph/drawing';
export { toPage } from './report/graph/page';
export { toSvg } from './report/graph/picture';
