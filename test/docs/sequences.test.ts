import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '../../research/experiments';
import { override } from '../../src/base/override';
import { completeExperiment } from '../../src/experiment/experiment';
import { augmentations } from '../../src/sequence/augmentations';
import { encoders } from '../../src/sequence/encoders';
import { pretexts } from '../../src/sequence/pretext';

describe('docs/sequences.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/sequences.md'), 'utf8');
  const commands = [...page.matchAll(/^npm run ablate -- .*$/gm)].map(([command]) => command);

  it('prints commands that the experiments take', () => {
    assert.ok(commands.length > 10);
    for (const command of commands) {
      const [, name] = /ablate -- (\S+)/.exec(command)!;
      let { document } = experiments.get(name);
      for (const [, quoted, bare] of command.matchAll(/--set (?:'([^']*)'|(\S+))/g))
        document = override(document, quoted ?? bare);
      completeExperiment(document, command);
    }
  });

  for (const { kind, names } of [encoders, pretexts, augmentations])
    it(`names each ${kind}`, () => {
      for (const name of names) assert.ok(page.includes(`| \`${name}\` |`), name);
    });
});
