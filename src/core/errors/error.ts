import { catalogue, type ErrorCode, type ErrorDetails } from './catalogue.ts';

/** An error people can act on: a stable code, and a full sentence from the catalogue as its message. */
export class MikkeError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, details: ErrorDetails<Code>, cause?: unknown) {
    super((catalogue[code] as (d: unknown) => string)(details), { cause });
    this.name = 'MikkeError';
    this.code = code;
  }
}

/** What crosses a process or thread boundary in place of an error. */
export type ErrorReport = { code: string; message: string };

/** Any thrown value as a report; what is not a MikkeError becomes `unexpected`. */
export function reportOf(thrown: unknown): ErrorReport {
  const error = asMikkeError(thrown);
  return { code: error.code, message: error.message };
}

/** Any thrown value as an error that people can act on; what is none becomes `unexpected`. */
export function asMikkeError(thrown: unknown): MikkeError {
  if (thrown instanceof MikkeError) return thrown as MikkeError;
  const problem = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return new MikkeError('unexpected', { problem: sentence(problem) }, thrown);
}

/** An error that another process or thread reported, with its code and sentence kept as they were. */
export function errorFrom(report: ErrorReport): MikkeError {
  const error = new MikkeError('unexpected', { problem: report.message });
  error.message = report.message;
  return Object.assign(error, { code: report.code as ErrorCode });
}

/** The text as a sentence of its own: one line, a full stop at its end. */
export function sentence(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
