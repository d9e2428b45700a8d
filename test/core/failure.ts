import { MikkeError, type ErrorReport, reportOf } from '../../src/core/errors/error.ts';

/** The code and sentence with which `act` fails; a failure of another kind is passed on. */
export function failureOf(act: () => unknown): ErrorReport {
  try {
    act();
  } catch (error) {
    if (error instanceof MikkeError) return reportOf(error);
    throw error;
  }
  throw new Error('It did not fail.');
}
