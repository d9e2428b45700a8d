import { expect, test } from 'vitest';
import { remedyCodes, remedyOf, roleOf } from '../../../renderer/lib/remedies.ts';
import { catalogue } from '../../../src/core/errors/catalogue.ts';

test('every code with a button is one of the catalogue', () => {
  expect(Object.keys(catalogue)).toEqual(expect.arrayContaining(remedyCodes));
});

test('what nobody can mend here has no button', () => {
  expect(remedyOf('unexpected', { project: true, view: 'gallery' })).toBeNull();
});

test('a button never leads to where one is', () => {
  expect(remedyOf('disk-full', { project: true, view: 'gallery' })?.to).toBe('runs');
  expect(remedyOf('disk-full', { project: true, view: 'runs' })).toBeNull();
});

test('without a project nothing can be done with one', () => {
  expect(remedyOf('project-missing', { project: false, view: 'runs' })).toBeNull();
});

test('what was asked for is only said', () => {
  expect(roleOf('interrupted')).toBe('status');
  expect(roleOf('disk-full')).toBe('alert');
});
