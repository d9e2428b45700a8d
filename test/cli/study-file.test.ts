import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readStudy } from '../../src/cli/study-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-study-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'study.json');
function reading(text: string) {
  writeFileSync(path, text);
  return readStudy(path);
}

const study = (base: string, arm: string) => `{
  "version": 1, "name": "two", "seeds": [1],
  "base": ${base},
  "arms": [{ "name": "a" }, { "name": "b", "settings": ${arm} }]
}`;
const schedule = (value: number) => `{
  "schedule": { "version": 1, "clock": "epoch", "tracks": {
    "tau": [{ "at": 0, "value": ${value}, "easing": "hold" }] } } }`;

describe('a study file', () => {
  test('may hold schedules', async () => {
    const { base, arms } = await reading(study(schedule(0.5), schedule(0.7)));
    expect(base['schedule']).toBeDefined();
    expect(arms[1].settings['schedule']).toBeDefined();
  });

  test.each([
    [
      'that is not JSON',
      study('{ "hide": NaN }', '{}'),
      'bad-study',
      'line 3: NaN is no finite number',
    ],
    [
      'with a key twice',
      study('{}', '{ "hide": 0, "hide": 1 }'),
      'bad-study',
      'line 4: the name "hide"',
    ],
    ['that is no object', 'null', 'bad-study', 'must be an object'],
    [
      'whose shared schedule is wrong',
      study(schedule(2), '{}'),
      'bad-schedule',
      'study.json, base.schedule" cannot be used: line 5: the value 2 of keyframe 1 of the confidence threshold is above 1.',
    ],
    [
      'with an arm whose schedule is wrong',
      study('{ "schedule": null }', schedule(3)),
      'bad-schedule',
      'study.json, arms.1.settings.schedule" cannot be used: line 6: the value 3',
    ],
  ])('%s is refused by its line', async (_, text, code, words) => {
    await expect(reading(text)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });
});
