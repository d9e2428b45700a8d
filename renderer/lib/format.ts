/** Figures as people read them: thousands separated, three significant figures, units. */

const NONE = '–';
const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const figures = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
/** Written as a power of ten, in the digits that stand above the line. */
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const tinyFigures = new Intl.NumberFormat('en', {
  maximumSignificantDigits: 3,
  notation: 'scientific',
});
/** Below this a plain decimal has more zeros than figures. */
const TINY = 1e-4;

/** A whole number: `1,281,167`. */
export const formatCount = (count: number): string =>
  Number.isFinite(count) ? counts.format(count) : NONE;

/** A measured number with three significant figures: `0.0863`, `12,300`, `2.1 × 10⁻⁵`, `10⁻⁶`. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const plain = value === 0 || Math.abs(value) >= TINY;
  if (plain) return figures.format(value);
  const [mantissa, exponent] = tinyFigures.format(value).split('E-');
  const power = `10⁻${[...exponent].map((digit) => RAISED[Number(digit)]).join('')}`;
  return `${mantissa} × ${power}`.replace(/^(-?)1 × /, '$1');
}

/** A bound, which is exact: `65,536`, `0.01`. */
export const formatBound = (value: number): string =>
  Number.isInteger(value) ? formatCount(value) : formatFigure(value);

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** A large number with three significant figures: `68.1M`, `12.3T`. */
export const formatLarge = (value: number): string =>
  Number.isFinite(value) ? short.format(value) : NONE;

/** A fraction as a percentage, where a tenth of a percent counts: `24.1 %`. */
export const formatPercent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : NONE;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.42 s`, `4.2 s`, `42 s`, `2 min 14 s`, `3 h 12 min`, `2 d 3 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 1) return `${Number(seconds.toFixed(2))} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  const [large, largeName, small, smallName] =
    whole < HOUR
      ? [MINUTE, 'min', 1, 's']
      : whole < DAY
        ? [HOUR, 'h', MINUTE, 'min']
        : [DAY, 'd', HOUR, 'h'];
  const rest = Math.floor((whole % large) / small);
  return `${Math.floor(whole / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

const BYTES_PER_GIB = 2 ** 30;

/** Memory in `GiB`. */
export const formatMemory = (bytes: number): string => `${formatFigure(bytes / BYTES_PER_GIB)} GiB`;

/** A moment (ISO 8601 in UTC) on the clock of this place: `2026-11-22 14:05`. */
export function formatMoment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return NONE;
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `1 sample`, `2 samples`. */
export const formatNumber = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
