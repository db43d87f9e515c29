import assert from 'node:assert/strict';
import fc from 'fast-check';
import { proseToHtml, proseToText } from '../../../src/report/document/prose';

describe('prose', () => {
  const cases: [prose: string, html: string, text: string][] = [
    ['plain', 'plain', 'plain'],
    ['`npm run study` runs', '<code>npm run study</code> runs', 'npm run study runs'],
    ['**strong** and *soft*', '<strong>strong</strong> and <em>soft</em>', 'strong and soft'],
    ['[a link](https://example.org/?a=1&b=2)', '<a href="https://example.org/?a=1&amp;b=2">a link</a>', 'a link'],
    ['[below](#s2)', '<a href="#s2">below</a>', 'below'],
    ['[no](javascript:alert(1))', '[no](javascript:alert(1))', '[no](javascript:alert(1))'],
    ['2 * 3 * 4 < 25 & more', '2 * 3 * 4 &lt; 25 &amp; more', '2 * 3 * 4 < 25 & more'],
    ['`<b>`', '<code>&lt;b&gt;</code>', '<b>'],
  ];
  for (const [prose, html, text] of cases)
    it(prose, () => {
      assert.equal(proseToHtml(prose), html);
      assert.equal(proseToText(prose), text);
    });

  it('lets no markup through but its own, whatever the text', () => {
    const pieces = fc.constantFrom('<', '>', '"', '&', '*', '**', '`', '[', '](', ')', 'https://', '#', 'a', ' ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (some) => {
        const rest = proseToHtml(some.join('')).replace(
          /<\/?(?:code|strong|em|a)>|<a href="(?:https:\/\/|#)[^"<>\s]*">/g,
          '',
        );
        assert.doesNotMatch(rest, /[<>"]/);
      }),
    );
  });
});
