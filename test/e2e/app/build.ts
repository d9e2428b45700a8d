/** Builds what browsers show, and says which shells the tests of the app cannot drive here. */
import { buildPage } from '../../../src/cli/build.ts';
import { whyNoChromium } from '../../support/browser.ts';
import { shells } from './shells.ts';

export default async function setup(): Promise<void> {
  for (const { name, whyNot } of shells) {
    if (whyNot !== null) console.log(`The app was not tested in ${name}: ${whyNot}.`);
  }
  if (whyNoChromium === null) await buildPage();
}
