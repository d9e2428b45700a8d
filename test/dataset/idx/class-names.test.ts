import { describe, expect, it } from 'vitest';
import { numberedClasses, parseClassNames } from '../../../src/dataset/idx/class-names.ts';

describe('a file of class names', () => {
  it('has one name a line, whatever the line ends and the blank end', () => {
    expect(parseClassNames('\uFEFFT-shirt\r\nTrouser \r\nAnkle boot\r\n\r\n')).toEqual({
      names: ['T-shirt', 'Trouser', 'Ankle boot'],
    });
  });

  it.each([
    ['is empty', '\n', 'names no classes.'],
    ['has a gap', 'a\n\nb\n', 'has an empty line 2 where a class name should be.'],
    [
      'names more classes than a byte can tell apart',
      'x\n'.repeat(257),
      'names 257 classes, and labels of one byte tell only 256 apart.',
    ],
  ])('is refused if it %s', (_, text, problem) => {
    expect(parseClassNames(text)).toEqual({ problem });
  });
});

it('classes without names are called by their numbers, gaps among the labels included', () => {
  expect(numberedClasses([Uint8Array.of(0, 2), Uint8Array.of(3)])).toEqual(['0', '1', '2', '3']);
});
