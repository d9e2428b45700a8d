import { expect, test } from 'vitest';
import { defaultPath } from '../../../renderer/welcome/default-path.ts';

test('a new project is in the data folder', () => {
  expect(defaultPath('/data', [])).toBe('/data/project.mikke');
  expect(defaultPath('C:\\data', [])).toBe('C:\\data\\project.mikke');
});

test('a known project is not suggested again', () => {
  const known = ['/data/project.mikke', '/data/project-2.mikke'];
  expect(defaultPath('/data', known)).toBe('/data/project-3.mikke');
});
