import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { writeChart } from '../../../src/report/chart';
import { confusionMatrix } from '../../../src/report/charts/confusionMatrix';
import { learningCurves } from '../../../src/report/charts/learningCurves';
import { temporaryFolder } from '../../helpers/temporaryFolder';

function dataOf(spec: TopLevelSpec): Record<string, unknown>[] {
  return (spec as unknown as { data: { values: Record<string, unknown>[] } }).data.values;
}

describe('charts of a classifier', () => {
  const folder = temporaryFolder();
  const svgOf = async (spec: TopLevelSpec) =>
    readFileSync((await writeChart(spec, join(folder(), 'chart')))[0], 'utf8');

  it('learning curves: both parts at every epoch, also of a single one', async () => {
    const point = (epoch: number) => ({
      epoch,
      training: { loss: 1 / epoch, accuracy: 0.8 },
      validation: { loss: 1.1 / epoch, accuracy: 0.7 },
    });
    const options = { title: 'Title', bestEpoch: 2, majorityAccuracy: 0.65 };
    const spec = learningCurves([1, 2, 3].map(point), options);
    assert.deepEqual(
      dataOf(spec).map(({ epoch, part, loss }) => [epoch, part, loss]),
      [1, 2, 3].flatMap((epoch) => [
        [epoch, 'training', 1 / epoch],
        [epoch, 'validation', 1.1 / epoch],
      ]),
    );
    const svg = await svgOf(spec);
    for (const text of ['training', 'validation', 'loss', 'accuracy', 'epoch 2']) assert.ok(svg.includes(text), text);
    assert.match(await svgOf(learningCurves([point(1)], { ...options, bestEpoch: 1 })), /<svg/);
  });

  it('confusion matrix: counts, and shares of each label', async () => {
    const options = { title: 'Title', subtitle: 'Subtitle', classes: ['no', 'yes'] as const };
    const spec = confusionMatrix({ tp: 3, fn: 1, fp: 1000, tn: 3000 }, options);
    assert.deepEqual(
      dataOf(spec).map(({ label, decision, text }) => [label, decision, text]),
      [
        ['no', 'no', '3,000 (75.0 %)'],
        ['no', 'yes', '1,000 (25.0 %)'],
        ['yes', 'no', '1 (25.0 %)'],
        ['yes', 'yes', '3 (75.0 %)'],
      ],
    );
    assert.match(await svgOf(spec), /3,000 \(75\.0 %\)/);
    const empty = confusionMatrix({ tp: 0, fn: 0, fp: 0, tn: 2 }, options);
    assert.equal(dataOf(empty)[3].text, '0 (– %)');
  });
});
