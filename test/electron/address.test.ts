import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isOwnAddress,
  isOwnDownload,
  pageAddress,
  projectAmong,
  projectOf,
} from '../../electron/address.ts';

describe('our own addresses', () => {
  test.each(['app://mikke/', 'app://mikke/assets/main.js', pageAddress('/a b/ü?#.mikke')])(
    'include %s',
    (address) => expect(isOwnAddress(address)).toBe(true),
  );

  test.each([
    'https://mikke/',
    'app://evil/',
    'app://mikke.evil/',
    'app://mikke@evil/',
    'app://evil@mikke/',
    'app://mikke:80/',
    'application://mikke/',
    'file:///app://mikke/',
    'javascript:app://mikke/',
    'data:text/html,app://mikke/',
    'about:blank',
    '',
  ])('do not include %s', (address) => expect(isOwnAddress(address)).toBe(false));
});

describe('our own downloads', () => {
  test('are what our page made', () => {
    expect(isOwnDownload('blob:app://mikke/0f6a-11')).toBe(true);
  });

  test.each([
    'app://mikke/assets/main.js',
    'blob:https://mikke/0f6a-11',
    'blob:app://evil/0f6a-11',
    'blob:null/0f6a-11',
    'data:text/plain,blob:app://mikke/',
    '',
  ])('are not %s', (address) => expect(isOwnDownload(address)).toBe(false));
});

describe('the project of a page', () => {
  test.each(['/plain.mikke', '/a b/ü & ?x=#y.mikke', 'C:\\Users\\x\\y.mikke'])(
    'comes back from its address: %s',
    (path) => expect(projectOf(pageAddress(path))).toBe(path),
  );

  test.each(['app://mikke/', 'app://mikke/#/runs?epoch=3', 'nonsense', ''])(
    'is none in %s',
    (address) => expect(projectOf(address)).toBeNull(),
  );
});

describe('the project among the words of a start', () => {
  const folder = resolve('/papers');
  test.each([
    [['/opt/mikke', 'first.mikke'], resolve('/papers/first.mikke')],
    [['/opt/mikke', '--flag', '/data/first.mikke'], resolve('/data/first.mikke')],
    [['electron', '.', '../first.mikke'], resolve('/first.mikke')],
    [['/opt/mikke'], undefined],
    [['/opt/my.mikke'], undefined],
    [['/opt/mikke', '--profile=x.mikke'], undefined],
    [['/opt/mikke', 'picture.png'], undefined],
  ])('of %j is %s', (words, project) => {
    expect(projectAmong(words, folder)).toBe(project);
  });
});
