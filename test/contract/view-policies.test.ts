import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultsOf, type Parameter } from '../../src/core/recipe/parameter.ts';
import { defaultRecipe, fullSchedule, passesOf } from '../../src/core/recipe/recipe.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import { scheduleSchema } from '../../src/core/schedule/schedule.ts';
import type { ViewPolicy } from '../../src/core/view/policy.ts';
import { viewPolicies } from '../../src/core/view/registry.ts';

const policies: [string, ViewPolicy][] = Object.entries(viewPolicies);
const SIZE = 28;

/** Any value that the description allows. */
function valueOf(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.type) {
    case 'integer':
      return fc.integer({ min: parameter.min, max: parameter.max });
    case 'number':
      return fc.double({ min: parameter.min, max: parameter.max, noNaN: true });
    case 'choice':
      return fc.constantFrom(...parameter.choices);
    case 'boolean':
      return fc.boolean();
    case 'text':
      return fc.string({ minLength: 1 });
  }
}

describe.each(policies)('the view policy %s', (key, policy) => {
  const cases = fc.record({
    epochs: fc.integer({ min: 1, max: 400 }),
    settings: fc.record(
      Object.fromEntries(
        Object.entries(policy.settings).map(([setting, parameter]) => [
          setting,
          valueOf(parameter),
        ]),
      ),
    ),
  });
  const forAnyCase = (check: (epochs: number, settings: Record<string, unknown>) => void) =>
    fc.assert(
      fc.property(cases, ({ epochs, settings }) => {
        check(epochs, settings);
      }),
      { numRuns: 200 },
    );

  it('is registered under its own name', () => {
    expect(policy.name).toBe(key);
  });

  it('gives tracks that a schedule takes', () => {
    forAnyCase((epochs, settings) => {
      const { bandwidth, magnitude } = policy.tracks(epochs, settings);
      const tracks = { bandwidth, ...(magnitude === null ? {} : { magnitude }) };
      const schedule = { version: 1, clock: policy.clock, tracks };
      expect(scheduleSchema.safeParse(schedule).error).toBeUndefined();
      expect(bandwidth[0].at >= 0 && bandwidth.every(({ at }) => at < epochs)).toBe(true);
    });
  });

  it('ends with whole images', () => {
    forAnyCase((epochs, settings) => {
      expect(evaluate(policy.tracks(epochs, settings).bandwidth, epochs)).toBe(1);
    });
  });

  it('shows ever more of the images, under augmentation that never gets weaker', () => {
    forAnyCase((epochs, settings) => {
      const { bandwidth, magnitude } = policy.tracks(epochs, settings);
      for (const track of [bandwidth, magnitude ?? []]) {
        const values = track.map(({ value }) => value);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
      }
    });
  });

  it('replays samples by whole factors that never grow, and none at the end', () => {
    forAnyCase((epochs, settings) => {
      const factors = (policy.replay?.(epochs, settings) ?? []).map(({ value }) => value);
      expect(factors.every(Number.isInteger)).toBe(true);
      expect(factors).toEqual(factors.toSorted((a, b) => b - a));
      expect(factors.at(-1) ?? 1).toBe(1);
    });
  });

  it('is followed by whole images in the last pass of a run, and costs no more than its epochs', () => {
    forAnyCase((epochs, settings) => {
      // A budget of compute that is smaller may have no pass for its last tenth.
      if (policy.clock === 'compute' && epochs < 10) return;
      const recipe = { ...defaultRecipe(), ...settings, view: key as 'none', epochs };
      const passes = passesOf(recipe, fullSchedule(recipe), { height: SIZE, width: SIZE });
      expect(passes.at(-1)?.view).toEqual({ height: SIZE, width: SIZE });
      const pixels = passes.reduce(
        (sum, { view, replay }) => sum + view.height * view.width * replay,
        0,
      );
      // Half a pass may be gone through again at each change of stage on the clock of compute.
      const rounding = policy.clock === 'compute' ? 1.5 : 0;
      expect(pixels / SIZE ** 2).toBeLessThanOrEqual(epochs + rounding);
    });
  });

  it('is pure: the same tracks again, and settings as they were', () => {
    forAnyCase((epochs, settings) => {
      const before = structuredClone(settings);
      const tracks = structuredClone(policy.tracks(epochs, settings));
      policy.tracks(epochs, settings).bandwidth.length = 0;
      expect(policy.tracks(epochs, settings)).toEqual(tracks);
      expect(settings).toEqual(before);
    });
  });

  it('reads no setting that it does not describe', () => {
    const watched = new Proxy(defaultsOf(policy.settings), {
      get(settings, setting) {
        expect(Object.keys(policy.settings)).toContain(setting);
        return settings[setting as string];
      },
    });
    policy.tracks(30, watched);
    policy.replay?.(30, watched);
  });

  it('has a title, a summary that is a sentence, and so for each setting', () => {
    expect(policy.title).not.toBe('');
    expect(policy.summary).toMatch(/^[A-Z].*\.$/);
    for (const { label, help } of Object.values(policy.settings)) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });

  describe('has a card that', () => {
    const card = readFileSync(join(import.meta.dirname, `../../docs/views/${key}.md`), 'utf8');
    /** The rows of its table, cell by cell. */
    const rows = card
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, setting]) => /^`\w+`$/.test(setting ?? ''))
      .map(([, setting, range, fallback]) => [setting.slice(1, -1), range, fallback]);

    it('begins with its title and name', () => {
      expect(card.split('\n')[0]).toBe(`# ${policy.title} (\`${key}\`)`);
    });

    it.each(['Rule', 'Parameters', 'Cost', 'Source'])('has the part %s', (part) => {
      expect(card).toContain(`\n## ${part}\n`);
    });

    it('explains every setting that it uses and no other, with range and default', () => {
      const described = Object.entries(policy.settings).map(([setting, parameter]) => [
        setting,
        rangeOf(parameter),
        String(parameter.default),
      ]);
      expect(rows).toEqual(described);
    });
  });
});

function rangeOf(parameter: Parameter): string {
  switch (parameter.type) {
    case 'integer':
    case 'number':
      return `${parameter.min} to ${parameter.max}`;
    case 'choice':
      return parameter.choices.join(', ');
    case 'boolean':
      return 'true, false';
    case 'text':
      return 'any text';
  }
}
