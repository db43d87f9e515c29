import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayName, escapeXml, fullName } from '../../src/report/displayName';

const segmenter = new Intl.Segmenter();
const graphemes = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

describe('displayName', () => {
  it('cuts between characters as readers see them', () => {
    const family = '👩‍👩‍👧‍👦';
    assert.equal(displayName(family.repeat(9), 4), `${family.repeat(3)}…`);
    assert.equal(displayName('e\u0301'.repeat(9), 4), `${'e\u0301'.repeat(3)}…`);
    assert.equal(displayName('🇩🇪🇫🇷🇮🇹', 2), '🇩🇪…');
    assert.equal(displayName(family.repeat(4), 4), family.repeat(4));
  });

  it('leaves out what cannot be seen and keeps what can', () => {
    assert.equal(displayName('tea\u000b\u0000cup\tset\r\n'), 'tea cup set');
    assert.equal(displayName('\u202egnp.exe'), 'gnp.exe');
    assert.equal(displayName('half \ud83d an emoji'), 'half an emoji');
    assert.equal(displayName('\ufeffsaucer\ufffe\uffff'), 'saucer');
    assert.equal(displayName('<b> & "cups"'), '<b> & "cups"');
  });

  it('calls what has no visible name by its fallback', () => {
    assert.equal(fullName('\u0007 \t', 'item 7'), 'item 7');
    assert.equal(displayName('\u0007 \t'), 'no name');
  });

  it('is short, visible and well formed whatever the name, and the same when shortened again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 2, max: 30 }), (name, length) => {
        const short = displayName(name, length);
        assert.ok(graphemes(short).length <= length && short.length > 0);
        assert.doesNotMatch(short, /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
        assert.equal(displayName(short, length), short);
        if (!short.endsWith('…')) assert.equal(short, fullName(name));
      }),
    );
  });
});

describe('escapeXml', () => {
  it('escapes markup and leaves out what XML forbids', () => {
    assert.equal(escapeXml('<a b="c">&\u000b\uffff\ud83d😀</a>'), '&lt;a b=&quot;c&quot;&gt;&amp;😀&lt;/a&gt;');
  });
});
