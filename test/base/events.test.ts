import assert from 'node:assert/strict';
import { yieldToEvents } from '../../src/base/events';

describe('yieldToEvents', () => {
  const compute = (milliseconds: number) => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };

  it('lets the event loop run during a long computation', async () => {
    let heard = 0;
    const timer = setInterval(() => heard++, 1);
    for (let step = 0; step < 30; step++) {
      compute(10);
      await yieldToEvents();
    }
    clearInterval(timer);
    // 300 ms with a turn in 50; a machine that is busy otherwise may take fewer.
    assert.ok(heard >= 3, `${heard}`);
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
