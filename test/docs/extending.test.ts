import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { runStudy } from '../../research/studies/run';
import type { Study } from '../../research/studies/study';
import type { Baseline } from '../../src/baselines/baseline';
import type { Control } from '../../src/data/controls/control';
import { datasets } from '../../src/data/datasets';
import type { Dataset } from '../../src/data/datasets/dataset';
import { withDuckDb } from '../../src/data/duckdb';
import { tasks } from '../../src/data/tasks';
import type { TaskKind } from '../../src/data/tasks/task';
import { completeExperiment, type DeclaredExperiment, plan } from '../../src/experiment/experiment';
import { Store } from '../../src/experiment/store';
import { runTrial } from '../../src/experiment/trial';
import type { FeatureFamily } from '../../src/features/family';
import type { BranchKind } from '../../src/fusion/branch';
import type { OperatorKind } from '../../src/fusion/operator';
import type { GraphLayerKind } from '../../src/graph/messagePassing';
import type { Relation } from '../../src/graph/relations/relation';
import type { SamplerKind } from '../../src/graph/sampling/sampler';
import type { Scorer } from '../../src/graph/scorers/scorer';
import type { Calibrator } from '../../src/imbalance/calibration/calibrator';
import type { LossKind } from '../../src/imbalance/loss';
import type { ResamplerKind } from '../../src/imbalance/resampling/resampler';
import type { ThresholdRule } from '../../src/imbalance/thresholds/threshold';
import { tabular } from '../../src/learners/tabular';
import type { SearchMethod } from '../../src/search/method';
import type { Augmentation } from '../../src/sequence/augmentations/augmentation';
import type { EncoderKind } from '../../src/sequence/encoder';
import type { Pretext } from '../../src/sequence/pretext/pretext';
import { augmentationLaws } from '../../src/testing/augmentation';
import { branchLaws } from '../../src/testing/branch';
import { calibratorLaws } from '../../src/testing/calibrator';
import { controlLaws } from '../../src/testing/control';
import { encoderLaws } from '../../src/testing/encoder';
import { familyLaws } from '../../src/testing/family';
import { graphLayerLaws } from '../../src/testing/graphLayer';
import { holdTo } from '../../src/testing/laws';
import { learnerLaws } from '../../src/testing/learner';
import { lossLaws } from '../../src/testing/loss';
import { operatorLaws } from '../../src/testing/operator';
import { pretextLaws } from '../../src/testing/pretext';
import { relationLaws } from '../../src/testing/relation';
import { resamplerLaws } from '../../src/testing/resampler';
import { samplerLaws } from '../../src/testing/sampler';
import { scorerLaws } from '../../src/testing/scorer';
import { searchMethodLaws } from '../../src/testing/searchMethod';
import { thresholdLaws } from '../../src/testing/threshold';
import type { Schedule } from '../../src/training/schedule';
import { quietly } from '../helpers/quietly';

const ROOT = join(__dirname, '../..');
/** Where the page's files are put: within reach of the packages, out of reach of git. */
const FOLDER = join(ROOT, 'build/extending');

describe('docs/extending.md', () => {
  const page = readFileSync(join(ROOT, 'docs/extending.md'), 'utf8');
  const files = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, path, code]) => ({
    path: join(FOLDER, path),
    code: withImportsOf(path, code),
  }));
  /** What a file of the page exports. */
  const exported = <T>(path: string, name: string): T => require(join(FOLDER, path))[name] as T;

  before(() => {
    for (const { path, code } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    }
  });
  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it('prints code that type-checks as it stands', function () {
    this.timeout(120_000);
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const program = ts.createProgram(
      files.map(({ path }) => path),
      options,
    );
    const printed = files.flatMap(({ path }) => program.getSourceFile(path) ?? []);
    assert.equal(printed.length, files.length);
    const wrong = printed.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    assert.deepEqual(
      wrong.map(
        ({ file, messageText }) => `${file && relative(FOLDER, file.fileName)}: ${JSON.stringify(messageText)}`,
      ),
      [],
    );
  });

  it('an encoder obeys the laws of its kind', () =>
    holdTo(encoderLaws, exported<EncoderKind>('src/sequence/encoders/average', 'average')));

  it('a graph layer obeys the laws of its kind', () =>
    holdTo(graphLayerLaws, exported<GraphLayerKind>('src/graph/layers/teleport', 'teleport')));

  it('a neighbour sampler obeys the laws of its kind', () =>
    holdTo(samplerLaws, exported<SamplerKind>('src/graph/sampling/spaced', 'spaced')));

  it('a fusion operator obeys the laws of its kind', () =>
    holdTo(operatorLaws, exported<OperatorKind>('src/fusion/operators/gatedSum', 'gatedSum')));

  it('a branch obeys the laws of its kind', () =>
    holdTo(branchLaws, exported<BranchKind>('src/fusion/branches/season', 'season')));

  it('a loss obeys the laws of its kind', () =>
    holdTo(lossLaws, exported<LossKind>('src/imbalance/losses/smoothedLabels', 'smoothedLabels')));

  it('a resampler obeys the laws of its kind', () =>
    holdTo(resamplerLaws, exported<ResamplerKind>('src/imbalance/resampling/repeatPositives', 'repeatPositives')));

  it('a calibrator obeys the laws of its kind', () =>
    holdTo(calibratorLaws, exported<Calibrator>('src/imbalance/calibration/histogramBinning', 'histogramBinning')));

  it('a threshold rule obeys the laws of its kind', () =>
    holdTo(thresholdLaws, exported<ThresholdRule>('src/imbalance/thresholds/youden', 'youden')));

  it('a feature family obeys the laws of its kind', () =>
    holdTo(familyLaws, exported<FeatureFamily>('src/features/weekendShare', 'weekendShare')));

  it('a scorer obeys the laws of its kind', () =>
    holdTo(scorerLaws, exported<Scorer>('src/graph/scorers/adamicAdar', 'adamicAdar')));

  it('a relation obeys the laws of its kind', () =>
    holdTo(relationLaws, exported<Relation>('src/graph/relations/sameDay', 'sameDay')));

  it('a control obeys the laws of its kind', () =>
    holdTo(controlLaws, exported<Control>('src/data/controls/reverseEvents', 'reverseEvents')));

  it('a pretext task obeys the laws of its kind', () =>
    holdTo(pretextLaws, exported<Pretext>('src/sequence/pretext/nextAmount', 'nextAmount')));

  it('an augmentation obeys the laws of its kind', () =>
    holdTo(augmentationLaws, exported<Augmentation>('src/sequence/augmentations/everyOther', 'everyOther')));

  it('a baseline obeys the laws of learners', () =>
    holdTo(learnerLaws, tabular(exported<Baseline>('src/baselines/naiveBayes', 'naiveBayes')), { features: ['rfm'] }));

  it('a search method obeys the laws of its kind', () =>
    holdTo(searchMethodLaws, exported<SearchMethod>('src/search/methods/hillClimbing', 'hillClimbing')));

  it('a schedule falls from 1 to 0', () => {
    const cosine = exported<Schedule>('src/training/schedules/cosine', 'cosine');
    assert.deepEqual(
      [0, 0.5, 1].map((done) => Number(cosine.factor({}, done).toFixed(12))),
      [1, 0.5, 0],
    );
  });

  it('an experiment on a data set of its own runs', async function () {
    this.timeout(120_000);
    const shop = 'datasets/corner-shop/dataset';
    await writeShop(dirname(join(FOLDER, shop)));
    datasets.add(exported<Dataset>(shop, 'cornerShop'));
    tasks.add(exported<TaskKind>(shop, 'withinAWeek'));
    const { document } = exported<DeclaredExperiment>(shop, 'cornerShopExperiment');
    const rows = plan(completeExperiment(document, 'corner-shop'), 'quick');
    assert.equal(rows[0].configurations.length, 4 * 3, 'four folds, three seeds');
    const run = await runTrial(rows[1].configurations[0], new Store(join(FOLDER, 'runs')));
    assert.ok('metrics' in run && run.metrics.auc > 0.5);
  });

  it('a study runs, and words its answer from the results', async function () {
    this.timeout(120_000);
    const study = exported<Study>('research/studies/cornerShop/study', 'cornerShopStudy');
    const { value: path } = await quietly(() =>
      runStudy(study, { preset: 'quick', workers: 1, options: { customers: 200 }, results: join(FOLDER, 'results') }),
    );
    const page = readFileSync(path, 'utf8');
    assert.match(page, /Against the line, the tree is: <strong>(?:better|worse|no difference|within)/);
    for (const name of ['ranking', 'decisions', 'differences', 'reliability']) assert.ok(page.includes(`id="${name}"`));
  });
});

/** The code with its relative imports read as if it stood at its place in the repository. */
function withImportsOf(path: string, code: string): string {
  return code.replace(/ from '(\.[^']*)'/g, (_, specifier: string) => {
    const target = join(ROOT, dirname(path), specifier);
    return ` from '${relative(dirname(join(FOLDER, path)), target)}'`;
  });
}

/** A year of a shop in which every third customer comes each week and the others once in a month. */
async function writeShop(folder: string): Promise<void> {
  writeFileSync(
    join(folder, 'schema.json'),
    JSON.stringify({ customer: 'who', item: 'what', time: { column: 'day' }, amount: 'paid' }),
  );
  await withDuckDb((connection) =>
    connection.run(`
      COPY (
        SELECT 'c' || c AS who, 'i' || ((c * 7 + d) % 9) AS what, DATE '2024-01-01' + d::INTEGER AS day, 1.0 + c % 5 AS paid
        FROM range(90) customers(c), range(365) days(d)
        WHERE (c % 3 = 0 AND (d + c) % 7 = 0) OR (c % 3 > 0 AND (d * d + 3 * c) % 31 = 0)
      ) TO '${join(folder, 'transactions.parquet')}' (FORMAT parquet)`),
  );
}
