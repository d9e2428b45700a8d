/** A real Chromium, where this machine has one. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why there is none, as a clause, or null. */
export const whyNoChromium = existsSync(path)
  ? null
  : `there is no Chromium at ${path} (npm run setup says how to get one)`;

export function launchChromium() {
  if (whyNoChromium !== null) throw new Error(`${whyNoChromium}.`);
  return chromium.launch({
    executablePath: path,
    // The sandbox does not run as root; the only pages that are opened are Mikke's own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
