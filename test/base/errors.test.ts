import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError, printable } from '../../src/base/errors';

describe('InputError', () => {
  it('says where, what and what was expected', () => {
    assert.equal(new InputError('no column "a"', 'x.csv', 'b').message, 'x.csv: no column "a"; expected b');
    assert.equal(new InputError('no').message, 'no');
  });

  it('shows what a terminal would obey', () => {
    const { message } = new InputError('a\nb\u001b[31m\u0007', 'c\u202e.csv', '\u009b1m\ud800');
    assert.equal(message, 'c\\u202e.csv: a\\nb\\u001b[31m\\u0007; expected \\u009b1m\\ud800');
  });

  it('leaves other writing alone, and changes nothing twice', () => {
    for (const text of ['Größe "12 €"', '🛒 👩‍👩‍👧', 'עברית', 'a\\n']) assert.equal(printable(text), text);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(!/[\p{Cc}\u2028\u2029\u202e]/u.test(printable(text)));
        assert.equal(printable(printable(text)), printable(text));
      }),
    );
  });
});
