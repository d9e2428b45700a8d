import { describe, expect, it } from 'vitest';
import {
  catalogue,
  type ErrorCode,
  type ErrorDetails,
} from '../../../src/core/errors/catalogue.ts';
import { MikkeError } from '../../../src/core/errors/error.ts';

const path = '/data/project.mikke';
const problem = 'the third label is 12.';

/**
 * Every code, with details as they come. Scripts rely on the codes: add new ones here, and
 * never change or remove one.
 */
const samples: { [Code in ErrorCode]: ErrorDetails<Code>[] } = {
  'unknown-command': [{ command: 'trian', suggestion: 'train' }, { command: 'zzz' }],
  'unknown-option': [
    { option: '--epocs', suggestion: '--epochs', where: 'mikke train' },
    { option: '--zzz' },
  ],
  'features-missing': [{ run: 3 }],
  'weights-missing': [{ run: 3 }],
  'too-few-for-folds': [{ samples: 4, folds: 5 }],
  'fold-diverged': [{ fold: 2, folds: 5, epoch: 3 }],
  'analysis-lost': [{ what: 'the features of run 3', how: 'signal SIGKILL' }],
  'analysis-interrupted': [{}],
  'analysis-failed': [{ problem }],
  'bad-usage': [{ problem: 'The command train needs --project.' }],
  'bad-value': [{ key: 'hide', value: '2', expected: 'a number from 0 to 1' }],
  'unknown-key': [{ key: 'epocs', suggestion: 'epochs' }, { key: 'zzz' }],
  'unused-setting': [{ key: 'tau', policy: 'none' }],
  'unknown-template': [{ name: 'kakurembo', suggestion: 'kakurenbo-cifar100' }, { name: 'zzz' }],
  'bad-schedule': [{ path, problem: 'at tracks: a number was expected.' }],
  'bad-study': [{ path, problem: 'arms must have at least one arm.' }],
  'search-missing': [
    { search: 'hidding', path, suggestion: 'hiding' },
    { search: 'zzz', path },
  ],
  'study-missing': [
    { study: 'hidding', path, suggestion: 'hiding' },
    { study: 'zzz', path },
  ],
  'view-exists': [{ name: 'hidden longest' }],
  'study-changed': [{ study: 'hiding', problem }],
  'study-incomplete': [{ study: 'hiding', finished: 4, of: 6, first: problem }],
  'file-missing': [{ path }],
  'dataset-missing': [{ path }],
  'dataset-empty': [{ path, looked: 'IDX files' }],
  'dataset-invalid': [{ path, problems: ['The labels end early.', 'An image is missing.'] }],
  'dataset-moved': [{ path }],
  'dataset-unreadable': [{ path, problem }],
  'picture-missing': [{ sample: 12, path }],
  'picture-changed': [{ sample: 12, path }],
  'dataset-changed': [{ path }],
  'labels-changed': [
    { path, samples: 1 },
    { path, samples: 12 },
  ],
  'dataset-too-small': [{ samples: 10, batch: 64 }],
  'test-split-empty': [{ path }],
  'everything-excluded': [{ samples: 60_000 }],
  'class-excluded': [{ className: 'cat' }],
  'too-many-excluded': [{ samples: 200_000 }],
  'nothing-excluded': [{ dataset: 1 }],
  'bad-exclusion': [{ path: 'a.txt', line: 3, problem: 'says "x".' }],
  'thumbnails-waiting': [{ waiting: 20, samples: 60_000 }],
  'too-many-tags': [{ tag: 'blurry', most: 200 }],
  'everything-hidden': [{ epoch: 3, samples: 1000, fraction: 1 }],
  'simulation-impossible': [{ policy: 'grand-match', needs: 'gradients of every batch' }],
  'match-impossible': [{ run: 2, problem }],
  'revision-clock': [{ run: 2, clock: 'epoch', given: 'compute' }],
  'revision-same': [{ run: 2 }],
  'revision-too-late': [{ run: 2 }],
  'revision-of-study': [{ run: 2, study: 'hiding' }],
  'project-missing': [{ path }, { path: null }],
  'project-not-a-project': [{ path }],
  'project-newer': [{ path, fileVersion: 20, ownVersion: 10 }],
  'project-damaged': [{ path, problem }],
  'project-not-writable': [{ path, problem: 'permission denied' }],
  'project-in-use': [{ path, writer: 'mikke train' }],
  'project-busy': [{ path }],
  'disk-full': [{ path }],
  'view-missing': [
    { name: 'hiden', path, suggestion: 'hidden' },
    { name: 'zzz', path },
  ],
  'export-exists': [{ path }],
  'export-over-project': [{ path }],
  'export-folder-full': [{ path }],
  'export-disk-full': [{ path }],
  'export-nothing-to-link': [{ name: 'mnist' }],
  'export-no-match': [{}],
  'sql-mixed-column': [{ column: 'loss' }],
  'sql-invalid': [
    { problem: 'no such column: los.', place: 'line 1, column 8' },
    { problem: 'it is empty.', place: null },
  ],
  'sql-only-reads': [{ word: 'INSERT' }],
  'sql-one-query': [{}],
  'sql-too-long': [{ seconds: 30 }],
  'sql-too-large': [{}],
  'sql-no-room': [{}],
  'sql-stopped': [{}],
  'run-missing': [{ run: 9, path, known: 'runs 1 to 3' }],
  'dataset-version-missing': [
    { dataset: 3, known: [1, 2] },
    { dataset: 3, known: [] },
  ],
  'sample-missing': [
    { dataset: 1, sample: 100, samples: 100 },
    { dataset: 1, sample: 100, samples: 90, split: 'training' },
  ],
  'selection-outdated': [{}],
  'epoch-missing': [
    { run: 1, epoch: 3, epochs: 3 },
    { run: 1, epoch: 3, epochs: 0 },
  ],
  'moment-elsewhere': [{ run: 1, own: 1, dataset: 2 }],
  'run-finished': [{ run: 1 }],
  'engine-unavailable': [{ engine: 'wasm', reason: 'its file is missing.' }],
  'engine-wrong': [{ engine: 'wasm', problem }],
  'loss-not-finite': [{ epoch: 2, sample: 'training sample 17' }],
  'out-of-memory': [{ epoch: 2 }],
  'trainer-lost': [
    { how: 'signal SIGKILL', times: 1 },
    { how: 'signal SIGKILL', times: 2 },
  ],
  'trainer-failed': [{ problem }],
  'checkpoint-invalid': [{ path, problem }],
  'checkpoint-missing': [{ run: 1, folder: path }],
  'connection-lost': [{}],
  'app-not-built': [{ folder: path }],
  'build-failed': [{ part: 'renderer', problem }],
  'port-unusable': [{ port: 80, problem: 'another program uses it' }],
  'output-not-writable': [{ path, problem: 'permission denied' }],
  'file-not-writable': [{ path, problem: 'permission denied' }],
  'trainer-replaced': [{ how: 'signal SIGKILL' }],
  'settings-damaged': [{ path, kept: '/data/settings.damaged.json' }],
  'template-exists': [{ name: 'my steps' }],
  'templates-damaged': [{ path, problem, kept: '/data/templates.damaged.json' }],
  'templates-newer': [{ path }],
  'node-too-old': [{ version: '20.1.0' }],
  interrupted: [
    { goOnWith: 'mikke resume' },
    { goOnWith: 'mikke study run' },
    { goOnWith: 'mikke search run' },
  ],
  unexpected: [{ problem }],
};

const messages = Object.entries(samples).flatMap(([code, list]) =>
  list.map((details): [string, string] => [
    code,
    new MikkeError(code as ErrorCode, details).message,
  ]),
);

describe('the catalogue', () => {
  it('has exactly the codes that scripts rely on', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(samples).sort());
  });

  it('has codes of plain words', () => {
    for (const code of Object.keys(catalogue)) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('says something of its own for each code', () => {
    expect(new Set(messages.map(([, message]) => message)).size).toBe(messages.length);
  });

  describe.each(messages)('%s: %s', (_, message) => {
    it('is at least two full sentences', () => {
      expect(message.split(/[.?!] (?=["A-Z])/).length).toBeGreaterThanOrEqual(2);
      expect(message).toMatch(/[^.]\.$/);
    });

    it('has no hole, no doubled full stop and no line break', () => {
      expect(message).not.toMatch(/undefined|null|NaN|\[object|\.\.|:\.| {2}|\n/);
    });

    it('says what was kept or that nothing was done', () => {
      expect(message).toMatch(
        /was kept|were kept|Nothing was|nothing was|as it is|and \d+ are needed/,
      );
    });
  });
});
