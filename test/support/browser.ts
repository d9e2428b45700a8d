/** A real Chromium, where this machine has one. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const DEBIAN = '/usr/bin/chromium';

const path = [process.env['CHROMIUM_PATH'], DEBIAN].find((some) => some && existsSync(some));

/** Why there is none, as a clause, or null. */
export const whyNoChromium =
  path === undefined ? `there is no Chromium at CHROMIUM_PATH or ${DEBIAN}` : null;

export function launchChromium() {
  if (path === undefined) throw new Error(`${whyNoChromium}.`);
  return chromium.launch({
    executablePath: path,
    // The sandbox does not run as root; the only pages that are opened are Mikke's own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
