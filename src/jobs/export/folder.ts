/** Pictures of samples as files of their own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPictures } from '../../dataset/pictures/pictures.ts';
import { pngOf } from '../../dataset/pictures/png.ts';
import type { Project } from '../../project/project.ts';

/** Pictures that are read and written at the same time. */
const AT_ONCE = 16;
const MOST_LETTERS = 80;

/**
 * Fills a folder with `<class>/<sample>-<class>.png`, and yields after some pictures each.
 * @param samples without repetition
 * @throws dataset-moved, dataset-changed, dataset-unreadable, picture-missing, picture-changed
 */
export async function* writePictures(
  project: Project,
  dataset: number,
  samples: Uint32Array,
  folder: string,
): AsyncGenerator<number, void> {
  const [record, labels, sourceIndex, contentIds] = await Promise.all([
    project.dataset(dataset),
    project.labels(dataset),
    project.sourceIndex(dataset),
    project.contentIds(dataset),
  ]);
  const names = fileNames(record.classNames);
  const pictures = openPictures({ record, sourceIndex, contentIds });
  const made = new Set<number>();

  async function write(sample: number): Promise<void> {
    const png = await pngOf(await pictures.image(sample), record);
    const name = names[labels[sample]];
    await writeFile(join(folder, name, `${sample}-${name}.png`), png, { flag: 'wx' });
  }
  try {
    for (let start = 0; start < samples.length; start += AT_ONCE) {
      const part = samples.subarray(start, start + AT_ONCE);
      for (const label of new Set(Array.from(part, (sample) => labels[sample]))) {
        if (made.has(label)) continue;
        await mkdir(join(folder, names[label]));
        made.add(label);
      }
      // All of them are waited for, so that none is written after the folder is given up.
      const written = await Promise.allSettled(Array.from(part, write));
      const failed = written.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      yield part.length;
    }
  } finally {
    await pictures.close();
  }
}

/** Names of classes as every file system takes them, each once whatever the case of its letters. */
export function fileNames(classNames: readonly string[]): string[] {
  const taken = new Set<string>();
  return classNames.map((given, label) => {
    const name = given
      .replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, '_')
      .slice(0, MOST_LETTERS)
      .replace(/[. ]+$/, '_');
    const refused = name === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name);
    let own = refused ? `${name}_${label}` : name;
    // Another class may have the number in its own name.
    while (taken.has(own.toLowerCase())) own += `_${label}`;
    taken.add(own.toLowerCase());
    return own;
  });
}
