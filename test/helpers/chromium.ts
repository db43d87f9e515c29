import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Starts the Chromium of this machine, or the one that the environment variable CHROMIUM names. */
export function launchChromium(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
  assert.ok(executablePath, 'this test needs Chromium: install it, or say where it is in CHROMIUM');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
