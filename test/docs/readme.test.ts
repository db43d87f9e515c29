import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  it('shows the layer that is tested', () => {
    const [, shown] = /```ts\n\/\/ .*\n([\s\S]*?)```/.exec(readme) ?? [];
    assert.ok(shown && readFileSync(join(ROOT, 'src/graph/layers/gin.ts'), 'utf8').endsWith(shown));
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, to]) => to).filter((to) => !to.startsWith('http'));
    assert.ok(links.length > 5);
    for (const to of links) assert.ok(existsSync(join(ROOT, to)), to);
  });

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = new Set([...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script));
    assert.ok(named.size > 5);
    for (const script of named) assert.ok(script in scripts, script);
  });
});
