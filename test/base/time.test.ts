import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { DAY, formatDay, parseIso } from '../../src/base/time';

describe('parseIso', () => {
  const noon = Date.UTC(2024, 1, 29, 12) / 1000;

  for (const [text, seconds] of [
    ['2024-02-29', noon - DAY / 2],
    [' 2024-02-29Z ', noon - DAY / 2],
    ['2024-02-29T12:00', noon],
    ['2024-02-29 12:00:00', noon],
    ['2024-02-29T12:00:00.250', noon + 0.25],
    ['2024-02-29T12:00Z', noon],
    ['2024-02-29 12:00:00 UTC', noon],
    ['2024-02-29T14:00+02:00', noon],
    ['2024-02-29T14:00:00+0200', noon],
    ['2024-02-29T14:00+02', noon],
    ['2024-02-28T22:30-13:30', noon],
    ['0010-12-02', Date.parse('0010-12-02') / 1000],
  ] as const)
    it(`reads ${text}`, () => assert.equal(parseIso(text), seconds));

  for (const text of [
    ...['2024-02-30', '2024-02-30Z', '2024-04-31T12:00+02:00', '2023-02-29T00:00Z', '2024-13-01', '2024-00-10'],
    ...['2024-01-01T24:00', '2024-01-01T12:60', '2024-01-01T12:00:60', '2024-01-01T12', '2024-01-01T12:00+15:00'],
    ...['2024-1-1', '24-01-01', '2024/01/01', '20240101', '01-01-2024', '2024-01-01T12:00 Europe/Paris', 'now', ''],
  ])
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(
        () => parseIso(text),
        (error) => error instanceof InputError && /is not a date; expected YYYY-MM-DD/.test(error.message),
      ));

  it('reads what formatDay and toISOString write, and agrees with Date on zones', () => {
    const time = fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') });
    fc.assert(
      fc.property(time, fc.integer({ min: -14 * 60 + 1, max: 14 * 60 }), (ms, minutes) => {
        const text = new Date(ms).toISOString();
        assert.equal(parseIso(text), Date.parse(text) / 1000);
        assert.equal(parseIso(formatDay(ms / 1000)), Math.floor(ms / 1000 / DAY) * DAY);
        const size = Math.abs(minutes);
        const zone = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        const zoned = text.replace('Z', zone);
        assert.equal(parseIso(zoned), Date.parse(zoned) / 1000);
      }),
    );
  });
});
