import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Slots } from '../../../renderer/lib/sheets.ts';

const key = fc.integer({ min: 0, max: 30 });
const step = fc.record({
  kind: fc.constantFrom('use', 'take', 'want'),
  key,
  wanted: fc.array(key),
});

test('places are as those of a list in the order of use, of which only what is unwanted goes, oldest first', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(step, { maxLength: 120 }),
      (capacity, steps) => {
        const slots = new Slots(capacity);
        /** Keys with their places, the one used longest ago first. */
        let model: { key: number; slot: number }[] = [];
        let wanted = new Set<number>();
        const used = (of: number) => {
          const found = model.find((entry) => entry.key === of);
          if (found) model = [...model.filter((entry) => entry !== found), found];
        };
        for (const { kind, key: of, wanted: next } of steps) {
          if (kind === 'use') {
            slots.use(of);
            used(of);
          } else if (kind === 'want') {
            // Whoever says what is wanted uses all of it.
            wanted = new Set(next);
            for (const each of wanted) {
              slots.use(each);
              used(each);
            }
          } else {
            const taken = slots.take(of, (each) => wanted.has(each));
            const known = model.find((entry) => entry.key === of);
            if (known !== undefined) {
              expect(taken).toBe(known.slot);
              used(of);
            } else if (model.length < capacity) {
              expect(taken).toBe(model.length);
              model.push({ key: of, slot: model.length });
            } else if (wanted.has(model[0].key)) {
              expect(taken).toBeNull();
            } else {
              expect(taken).toBe(model[0].slot);
              model = [...model.slice(1), { key: of, slot: model[0].slot }];
            }
          }
          for (let each = 0; each <= 30; each++) {
            expect(slots.get(each)).toBe(model.find((entry) => entry.key === each)?.slot);
          }
          expect(new Set(model.map(({ slot }) => slot)).size).toBe(model.length);
        }
      },
    ),
  );
});
