/** Where a window stood when it was closed, so that the next one opens there. */
export type Area = { x: number; y: number; width: number; height: number };
export type WindowState = { bounds: Area | null; maximized: boolean };

export const SMALLEST = { width: 1024, height: 700 };
const FIRST: WindowState = { bounds: null, maximized: false };
/** As much of a window must be on a screen that it can be moved by its title bar. */
const VISIBLE = 100;

/**
 * The state as it was written, as far as it makes sense on the screens that are there.
 * @param text of the file; anything may stand in it
 */
export function parseWindowState(text: string, screens: readonly Area[]): WindowState {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return FIRST;
  }
  if (!isRecord(given)) return FIRST;
  const { bounds, maximized } = given;
  const seen = isArea(bounds) && screens.some((screen) => overlaps(bounds, screen));
  return {
    bounds: seen
      ? {
          ...bounds,
          width: Math.max(SMALLEST.width, bounds.width),
          height: Math.max(SMALLEST.height, bounds.height),
        }
      : null,
    maximized: maximized === true,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isArea = (value: unknown): value is Area =>
  isRecord(value) && ['x', 'y', 'width', 'height'].every((key) => Number.isSafeInteger(value[key]));

const overlaps = (window: Area, screen: Area) =>
  window.y >= screen.y &&
  window.y + VISIBLE <= screen.y + screen.height &&
  window.x + window.width >= screen.x + VISIBLE &&
  window.x + VISIBLE <= screen.x + screen.width;
