/** Command-line flags drawn from the descriptions of a recipe's parameters. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { MikkeError } from '../core/errors/error.ts';
import { suggestKey } from '../core/errors/suggest.ts';
import { problemWords } from '../core/json/places.ts';
import { parameterGroups } from '../core/recipe/groups.ts';
import {
  accepts,
  defaultWords,
  expectation,
  parseText,
  rangeWords,
  type Parameter,
} from '../core/recipe/parameter.ts';
import { parameterKeys, parameters, type ParameterKey } from '../core/recipe/parameters.ts';
import type { DatasetFiles } from '../core/recipe/recipe.ts';
import { exclusionFrom } from './exclusion-file.ts';
import { readersOf } from '../core/recipe/unread.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import { readSchedule } from '../core/schedule/text.ts';

const DEFAULT_PROJECT = 'project.mikke';

export const projectOption = () =>
  new Option('--project <file>', 'the project file').default(DEFAULT_PROJECT);

export const flagOf = (key: string) =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const valueNames: Record<Parameter['type'], string> = {
  integer: '<n>',
  number: '<x>',
  choice: '<name>',
  boolean: '<true|false>',
  text: '<text>',
};

/** Over the flags of a group of settings in the help. */
const headings: Partial<Record<string, string>> = {
  Hiding: 'Hiding (in brackets: the policies that read a setting):',
  Views: 'Views (in brackets: the policies that read a setting):',
};
const headingOf = (title: string) => headings[title] ?? `${title}:`;

/** What a parameter is where its flag is left out: in the end of its help. */
const byDefault = (key: ParameterKey) => `${defaultWords(parameters[key])} by default`;

function helpOf(key: ParameterKey, leftOut: string): string {
  const parameter: Parameter = parameters[key];
  const values =
    parameter.type === 'choice'
      ? parameter.choices.join(', ')
      : [parameter.unit ?? '', rangeWords(parameter)].filter((part) => part !== '').join(', ');
  const readers = readersOf(key);
  const read = readers === null ? '' : ` [${readers.join(', ')}]`;
  return `${parameter.help} (${values === '' ? '' : `${values}; `}${leftOut})${read}`;
}

/** Adds one flag a parameter in the groups of settings, with its help, range and what it is where the flag is left out. */
export function addSettingOptions(
  command: Command,
  keys: readonly ParameterKey[],
  leftOut: (key: ParameterKey) => string = byDefault,
): Command {
  for (const group of parameterGroups) {
    for (const key of group.keys.filter((of) => keys.includes(of))) {
      const flags = `${flagOf(key)} ${valueNames[parameters[key].type]}`;
      command.addOption(
        new Option(flags, helpOf(key, leftOut(key))).helpGroup(headingOf(group.title)),
      );
    }
  }
  return command.addOption(
    new Option(
      '--schedule <file>',
      'A JSON file whose tracks replace those of the settings.',
    ).helpGroup(headingOf('Run')),
  );
}

export const matchOption = () =>
  new Option('--match <run>', 'Hide as many samples an epoch as that run did. [random]').helpGroup(
    headingOf('Hiding'),
  );

/** Adds every flag of a recipe. */
export function addRecipeOptions(command: Command): Command {
  addSettingOptions(command, parameterKeys);
  const files = { train: 'training', test: 'test' };
  for (const [split, word] of Object.entries(files)) {
    for (const what of ['images', 'labels']) {
      command.addOption(
        new Option(
          `--${split}-${what} <file>`,
          `The IDX file of ${word} ${what}, if it has not the usual name.`,
        ).helpGroup(headingOf('Data')),
      );
    }
  }
  return command.addOption(
    new Option(
      '--exclude <file>',
      'A list of training samples to leave out: indices in the training files, a range such as 10-12, or names, apart by blanks, commas or lines.',
    ).helpGroup(headingOf('Data')),
  );
}

/** The settings that were typed, as they stand in a recipe; nothing for those that were not. */
export async function settingsFromFlags(
  flags: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const key of parameterKeys) {
    const typed = flags[key];
    if (typeof typed === 'string') settings[key] = settingFromText(key, typed, flagOf(key));
  }
  if (typeof flags['schedule'] === 'string') {
    settings['schedule'] = await scheduleFrom(flags['schedule']);
  }
  const names = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;
  const files: DatasetFiles = {};
  for (const name of names) {
    const typed = flags[name];
    if (typeof typed === 'string') files[name] = typed;
  }
  if (Object.keys(files).length > 0) settings['files'] = files;
  if (typeof flags['exclude'] === 'string') {
    settings['exclude'] = await exclusionFrom(flags['exclude'], files.trainImages);
  }
  return settings;
}

/** A `key=value` of `--set`. @throws unknown-key, bad-value, bad-usage */
export async function settingFromPair(pair: string): Promise<[string, unknown]> {
  const equals = pair.indexOf('=');
  if (equals < 1) {
    throw new MikkeError('bad-usage', { problem: `"${pair}" is not of the form key=value.` });
  }
  const typedKey = pair.slice(0, equals).trim();
  const text = pair.slice(equals + 1);
  // The flag's spelling is as good as the key's: test-limit is testLimit.
  const key = typedKey.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (key === 'schedule') return [key, text === 'default' ? null : await scheduleFrom(text)];
  if (key === 'exclude') return [key, text === 'none' ? null : await exclusionFrom(text)];
  const known = parameterKeys.find((parameterKey) => parameterKey === key);
  if (known === undefined) {
    const suggestion = suggestKey(key, [...parameterKeys, 'schedule', 'exclude']);
    throw new MikkeError('unknown-key', { key: typedKey, suggestion });
  }
  return [known, settingFromText(known, text, known)];
}

function settingFromText(key: ParameterKey, text: string, shown: string): unknown {
  const parameter: Parameter = parameters[key];
  const value = parseText(parameter, text);
  if (value === undefined || !accepts(parameter, value)) {
    throw new MikkeError('bad-value', {
      key: shown,
      value: text,
      expected: expectation(parameter),
    });
  }
  // A run may be resumed from another folder than the one it was started in.
  return key === 'dataset' && value !== 'mnist' ? resolve(text) : value;
}

/** The schedule in a file. @throws file-missing, bad-schedule with the line */
export async function scheduleFrom(path: string): Promise<Schedule> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new MikkeError('file-missing', { path }, error);
  });
  const { schedule, problems } = readSchedule(text);
  if (schedule !== null) return schedule;
  throw new MikkeError('bad-schedule', { path, problem: problemWords(problems) });
}

/** A run's number as typed. @throws bad-value */
export function runNumber(typed: string, key = 'The run'): number {
  const run = Number(typed);
  if (!/^\d+$/.test(typed) || run < 1 || !Number.isSafeInteger(run)) {
    const expected = 'a number of the table that "mikke runs" prints';
    throw new MikkeError('bad-value', { key, value: typed, expected });
  }
  return run;
}

/** A whole number as typed. @throws bad-value */
export function wholeNumber(typed: string, key: string, min: number, max: number): number {
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value >= min && value <= max) return value;
  const upTo = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
  throw new MikkeError('bad-value', { key, value: typed, expected: `a whole number ${upTo}` });
}
