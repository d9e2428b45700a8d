import { expect, it } from 'vitest';
import { buildDataset } from '../../../src/dataset/build.ts';
import { startFiller } from '../../../src/dataset/source/filler.ts';
import type { Split } from '../../../src/training/data-source.ts';
import { smallFiles } from '../small.ts';
import { folderWith } from '../temp-folder.ts';

it('a thread that is lost rejects what it was asked for, and what it is asked for later', async () => {
  const folder = folderWith(smallFiles());
  const request = { name: 'small', folder, files: {}, limit: null, testLimit: null, dataSeed: 0 };
  const { record } = buildDataset(request, () => {});
  const filler = await startFiller(record);
  const lost = { code: 'trainer-failed', message: expect.stringContaining('fills batches failed') };
  // The thread refuses to go on after a message that it does not understand.
  const first = filler.fill('no such split' as Split, Uint32Array.of(1), null, 1);
  const second = filler.fill('train', Uint32Array.of(1), null, 1);
  await expect(first).rejects.toMatchObject(lost);
  await expect(second).rejects.toMatchObject(lost);
  await expect(filler.fill('train', Uint32Array.of(1), null, 1)).rejects.toMatchObject(lost);
  await filler.close();
});
