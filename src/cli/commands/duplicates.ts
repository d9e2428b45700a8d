import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { MOST_DISTANCE } from '../../core/duplicates/near.ts';
import { duplicateScores } from '../../core/duplicates/scores.ts';
import { findDuplicates } from '../../jobs/duplicates/find.ts';
import { makeThumbnails } from '../../jobs/thumbnails.ts';
import { openProject, type Project } from '../../project/project.ts';
import { projectOption } from '../options.ts';
import { printJson, printResult, say } from '../output.ts';
import { showShare } from '../progress.ts';
import { counted, whole } from '../words.ts';
import { datasetNumber } from '../chosen.ts';

type Flags = { project: string; dataset?: string; distance: string; json?: true };

export function registerDuplicates(program: Command): void {
  program
    .command('duplicates')
    .description(
      'find pictures that are nearly the same, by a perceptual hash, and keep that as scores',
    )
    .addOption(projectOption())
    .option('--dataset <number>', 'The data-set version; the only one by default.')
    .option(
      '--distance <bits>',
      `How many of the 64 bits of the hash may differ, 0 to ${MOST_DISTANCE}.`,
      String(MOST_DISTANCE),
    )
    .option('--json', 'Print the groups as JSON.')
    .action(async (flags: Flags) => {
      const most = Number(flags.distance);
      if (!/^\d$/.test(flags.distance) || most > MOST_DISTANCE) {
        const expected = `a whole number from 0 to ${MOST_DISTANCE}`;
        throw new MikkeError('bad-value', { key: '--distance', value: flags.distance, expected });
      }
      const project = await openProject(flags.project, {
        access: 'write',
        who: 'mikke duplicates',
      });
      try {
        project.requireWrite();
        const dataset = await datasetNumber(project, flags.dataset);
        const { done, total } = await project.thumbnails(dataset);
        if (done < total) {
          say(`Making ${counted(total - done, 'thumbnail')}, by which pictures are compared.`);
          const never = new AbortController().signal;
          await makeThumbnails(project, dataset, () => Promise.resolve(), never);
        }
        const found = await findDuplicates(project, dataset, most, (looked, all) =>
          showShare(looked / all, `looking at ${whole(looked)} of ${whole(all)} pictures`),
        );
        const groups = await groupsOf(project, dataset);
        if (flags.json)
          return await printJson({ dataset, distance: most, ...found, members: groups });
        await printResult(
          found.groups === 0
            ? `No two pictures of data set ${dataset} differ in ${counted(most, 'bit')} or fewer.\n`
            : `${counted(found.samples, 'sample')} of data set ${dataset} in ${counted(found.groups, 'group')} look alike (pHash, at most ${most} of 64 bits differ); ${whole(found.across)} of the groups have training and test samples.\n` +
                groups.map((members) => `${members.join(', ')}\n`).join(''),
        );
      } finally {
        await project.close();
      }
    });
}

/** The sample numbers of each group, in its order. */
async function groupsOf(project: Project, dataset: number): Promise<number[][]> {
  const numbers = (await project.score(dataset, duplicateScores.group)) ?? new Float32Array();
  const groups: number[][] = [];
  numbers.forEach((number, sample) => {
    if (!Number.isNaN(number)) (groups[number - 1] ??= []).push(sample);
  });
  return groups;
}
