import assert from 'node:assert/strict';
import { yieldToEvents } from '../../src/base/events';

describe('yieldToEvents', () => {
  const compute = (milliseconds: number) => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };

  it('lets the event loop run during a long computation', async () => {
    let heard = 0;
    const timer = setInterval(() => heard++, 1);
    // Without a turn this would not end.
    while (heard < 3) {
      compute(10);
      await yieldToEvents();
    }
    clearInterval(timer);
  });

  it('costs next to nothing where it has just been called', async () => {
    const started = performance.now();
    let turns = 0;
    for (let step = 0; step < 100_000; step++) {
      const turn = yieldToEvents();
      if (turn) turns++;
      await turn;
    }
    const milliseconds = performance.now() - started;
    assert.ok(turns <= 2 + milliseconds / 50, `${turns} turns in ${milliseconds} ms`);
  });
});
