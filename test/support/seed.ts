/**
 * Property tests draw the same cases in every run, so that what passed once passes again. Other cases
 * are tried with MIKKE_TEST_SEED set to a number, or to `random`.
 */
import fc from 'fast-check';

const { MIKKE_TEST_SEED: given = '1' } = process.env;
if (given !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(given) });
