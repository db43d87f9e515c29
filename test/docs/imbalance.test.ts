import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '../../research/experiments';
import { override } from '../../src/base/override';
import { completeExperiment, plan } from '../../src/experiment/experiment';
import { calibrators } from '../../src/imbalance/calibration';
import { losses } from '../../src/imbalance/losses';
import { resamplers } from '../../src/imbalance/resampling';
import { thresholds } from '../../src/imbalance/thresholds';

const page = readFileSync(join(__dirname, '../../docs/imbalance.md'), 'utf8');

describe('docs/imbalance.md', () => {
  it('has commands that name what there is', () => {
    const commands = [...page.matchAll(/^npm run ablate -- (\S+) (.*)$/gm)];
    assert.ok(commands.length > 5);
    for (const [, name, rest] of commands) {
      const settings = [...rest.matchAll(/--set (?:'([^']+)'|(\S+))/g)].map(([, quoted, plain]) => quoted ?? plain);
      const document = settings.reduce<unknown>(override, experiments.get(name).document);
      const rows = plan(completeExperiment(document, name), 'quick');
      assert.equal(rows[0].configurations.length, 1, 'one seed');
    }
  });

  it('names every loss, resampler, threshold rule and calibrator', () => {
    for (const { names } of [losses, resamplers, thresholds, calibrators])
      for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
  });
});
