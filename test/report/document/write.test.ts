import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fromCSV } from 'arquero';
import { writeDocument } from '../../../src/report/document/write';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { HOSTILE, report } from './document';

describe('a document’s files', () => {
  const folder = temporaryFolder();
  const read = (name: string) => readFileSync(join(folder(), name), 'utf8');
  let written: string[];
  before(async () => {
    written = await writeDocument(report, folder());
  });

  it('are the page, every table in three forms and every figure in two, and nothing else', () => {
    const expected = [
      'index.html',
      ...['md', 'csv', 'tex'].map((ending) => `drinkers.${ending}`),
      ...['curve', 'other-curve'].flatMap((name) => [`${name}.svg`, `${name}.png`]),
    ];
    assert.deepEqual(
      written.map((path) => basename(path)),
      expected,
    );
    assert.deepEqual(readdirSync(folder()).sort(), [...expected].sort());
  });

  it('hold the same cells in every form', () => {
    const [first, second] = fromCSV(read('drinkers.csv'), { autoType: false }).objects() as Record<string, string>[];
    assert.deepEqual(first, {
      model: HOSTILE,
      AUC: '0.812',
      'AUC, spread': '± 0.010',
      'AP, ensemble [95 %]': '0.4, in all',
    });
    assert.equal(second.AUC, '0.500');
    assert.match(read('drinkers.md'), /\*\*0\.812\*\* ± 0\.010 \| 0\.4, in all \|\n\| majority \|/);
    assert.match(read('drinkers.md'), /^\*\*Drinkers of tea\*\*\n\n[\s\S]*\n\nMade up\.\n$/);
    assert.match(read('drinkers.tex'), /\\caption\{Drinkers of tea\}\n\\label\{tab:drinkers\}/);
    assert.match(read('drinkers.tex'), /\\figureover\{\\textbf\{\.812\}\}\{\$\\pm\$\.010\}/);
  });

  it('need no network and run no script', () => {
    const page = read('index.html');
    assert.doesNotMatch(page, /<(?:script|link|img|iframe|object)\b|@import|url\((?!#)/);
    assert.doesNotMatch(page, /\b(?:src|xlink:href)=/);
  });

  it('are not begun where two blocks have one name, or one has none', async () => {
    const block = { name: 'same', caption: '', table: { header: [], align: [], blocks: [] } };
    const of = (...blocks: (typeof block)[]) => ({ title: '', lead: '', sections: [{ title: '', blocks }] });
    await assert.rejects(writeDocument(of(block, block), folder()), /two tables or figures are called "same"/);
    await assert.rejects(writeDocument(of({ ...block, name: '../up' }), folder()), /"..\/up" names no table/);
  });
});
