import assert from 'node:assert/strict';
import { experiments } from '../../research/experiments';
import { hashOf } from '../../src/experiment/configuration';
import { plan } from '../../src/experiment/experiment';

describe('experiments', () => {
  for (const name of experiments.names)
    it(`${name} is made of trials that can be run, each another one, and compares rows that it has`, () => {
      const experiment = experiments.get(name);
      for (const form of ['quick', 'full'] as const) {
        const trials = plan(experiment, form).flatMap(({ configurations }) => configurations);
        assert.equal(new Set(trials.map((trial) => hashOf(trial))).size, trials.length);
        assert.ok(experiment.seeds[form] >= (form === 'quick' ? 3 : 10), `${experiment.seeds[form]} seeds`);
      }
      const rows = new Set(experiment.rows.map((row) => row.name));
      for (const row of experiment.comparisons.flat()) assert.ok(rows.has(row), row);
    });
});
