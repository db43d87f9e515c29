import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { AsOf } from '../../../src/data/asOf';
import { StandardScaler } from '../../../src/data/scaler';
import type { WindowInputs } from '../../../src/sequence/model';
import { lastSteps } from '../../../src/sequence/windows';
import { logOf, QUESTIONS, type Row } from '../../../src/testing/logs';

export const ITEMS = 40;

/** Windows of eight steps of customers whose items and amounts are drawn at random: nothing tells of another step. */
export function randomWindows(seed: number): WindowInputs {
  const random = new Random(seed);
  const rows = Array.from(
    { length: 1200 },
    (_, i): Row => [
      `customer ${i % 150}`,
      `item ${random.int(ITEMS)}`,
      Math.floor(i / 150) * DAY,
      Math.exp(random.normal()),
    ],
  );
  const log = logOf(rows);
  const windows = lastSteps(new AsOf(QUESTIONS[0].examples(log, 8 * DAY), log), { length: 8, step: 'event' });
  return {
    windows,
    numeric: StandardScaler.fit(windows.numeric, windows.columns, windows.mask).transform(windows.numeric),
    itemRows: windows.items.map((item) => 1 + Number(log.items[item].slice(5))),
  };
}
