import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { accepts, expectation, parseText, type Parameter } from '../../core/recipe/parameter.ts';
import { parameters } from '../../core/recipe/parameters.ts';
import { dryRun, type DryRun, type Stage } from '../../core/template/dry-run.ts';
import { templateNamed, templates } from '../../core/template/registry.ts';
import { evidenceWords } from '../../core/template/template.ts';
import { printJson, printResult } from '../output.ts';
import { ownTemplates } from '../own-templates.ts';
import { counted, figure, percent, table, whole } from '../words.ts';

type ShowFlags = { epochs?: string; size?: string; json?: true };

/** Sides of images that a dry run can be made for. */
const size: Parameter = {
  type: 'integer',
  min: 8,
  max: 4096,
  default: 224,
  label: 'image size',
  unit: 'pixels',
  help: 'Pixels of a side of the images',
};

export function registerTemplates(program: Command): void {
  const template = program
    .command('template')
    .description(
      'methods with their settings, published or saved by you, scaled to what you train',
    );

  template
    .command('list')
    .description('list the templates, yours first')
    .option('--json', 'Print them as a JSON array of dry runs at the scale they have.')
    .action(async ({ json }: { json?: true }) => {
      const runs = [...(await ownTemplates()), ...templates].map((each) => dryRun(each, {}));
      await (json ? printJson(runs) : printResult(listText(runs)));
    });

  template
    .command('show')
    .description('show what a template would do, as a dry run, beside the figures of its paper')
    .argument('<name>', 'a name that "mikke template list" prints')
    .option('--epochs <n>', 'Scale it to this many epochs of its clock (default: its own).')
    .option(
      '--size <n>',
      'Scale it to images of this many pixels a side (default: the published ones, or 224).',
    )
    .option('--json', 'Print it as JSON.')
    .action(async (name: string, flags: ShowFlags) => {
      const shown = dryRun(templateNamed(name, await ownTemplates()), {
        epochs: numberFrom(flags.epochs, '--epochs', parameters.epochs),
        size: numberFrom(flags.size, '--size', size),
      });
      await (flags.json ? printJson(shown) : printResult(showText(shown)));
    });
}

/** What was typed for a flag, or undefined where nothing was. @throws bad-value */
function numberFrom(
  typed: string | undefined,
  key: string,
  parameter: Parameter,
): number | undefined {
  if (typed === undefined) return undefined;
  const value = parseText(parameter, typed);
  if (typeof value !== 'number' || !accepts(parameter, value)) {
    throw new MikkeError('bad-value', { key, value: typed, expected: expectation(parameter) });
  }
  return value;
}

function listText(runs: readonly DryRun[]): string {
  const rows = runs.map((run) => [
    run.name,
    run.source === null ? 'yours' : 'published',
    computeText(run),
    run.summary,
  ]);
  return table(['template', 'whose', 'compute', 'what it does'], rows);
}

const speedUp = (compute: number) => `${(1 / compute).toFixed(2)}x`;
const computeText = ({ compute, computeIsLeast }: DryRun) =>
  `${computeIsLeast ? 'at least ' : ''}${compute.toFixed(3)}`;

function showText(run: DryRun): string {
  const budget =
    run.clock === 'epoch'
      ? counted(run.epochs, 'epoch')
      : `the compute of ${counted(run.epochs, 'epoch')} of whole images, spent on ${counted(run.passes, 'epoch')} in all`;
  const bound = run.computeIsLeast ? 'at most ' : '';
  const lines = [
    `${nameOf(run)}: a dry run. Nothing was trained, and nothing here was measured by Mikke.`,
    run.summary,
    run.source === null
      ? 'Source: saved by you'
      : `Source: ${run.source.title}, ${run.source.address}`,
    '',
    `Scaled to ${budget}, and images of ${run.size} x ${run.size} pixels.`,
    `Compute ${computeText(run)} of ${whole(run.baselineEpochs)} plain epochs: ${bound}${speedUp(run.compute)} in operations, which is no promise of wall time.`,
    'The learning rate is a share of its peak, which stays yours, as does the batch size.',
    'A dash is what the template leaves to the recipe.',
    '',
  ];
  const heads = [
    'epochs',
    'horizon',
    'from',
    'to',
    'size',
    'magnitude',
    'hide',
    'factor',
    'learning rate',
    'compute',
  ];
  const stages = table(heads, run.stages.map(stageRow));
  const list = (title: string, sentences: readonly string[]) =>
    sentences.length === 0 ? [] : ['', title, ...sentences.map((sentence) => `- ${sentence}`)];
  const figures =
    run.published.figures.length === 0
      ? ['no figure of which Mikke’s authors have evidence']
      : run.published.figures.map(
          ({ what, value, evidence, source }) =>
            `${what}: ${value} (${source}; ${evidenceWords[evidence]})`,
        );
  const after = [
    `"mikke train --template ${word(run.name)} --epochs ${run.epochs}" follows it; flags after it override its settings.`,
    ...(run.source === null ? [] : list(`Published with it (${scaleOf(run)}):`, figures)),
    ...list('What Mikke lacks for it:', run.notYet),
    ...list('Remarks:', run.remarks),
  ];
  return `${lines.join('\n')}\n${stages}\n${after.join('\n')}\n`;
}

const nameOf = ({ title, name, source }: DryRun) =>
  source === null ? title : `${title} (${name})`;

/** As one word of a command is typed. */
const word = (name: string) =>
  /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

function stageRow(stage: Stage): string[] {
  const { learningRate } = stage;
  return [
    whole(stage.epochs),
    whole(stage.horizonEpochs),
    place(stage.from),
    place(stage.to),
    String(stage.bandwidth),
    stage.magnitude === null ? '-' : String(stage.magnitude),
    percent(stage.hideFraction),
    stage.learningRateFactor.toFixed(4),
    learningRate === null ? '-' : rateText(learningRate),
    percent(stage.compute),
  ];
}

/** A position on the clock; only that of compute has fractions. */
const place = (at: number) => at.toLocaleString('en-US', { maximumFractionDigits: 1 });

const rateText = ({ from, to }: { from: number; to: number }) =>
  from === to ? figure(from) : `${from.toFixed(3)} to ${to.toFixed(3)}`;

function scaleOf({ published: { epochs, size: pixels } }: DryRun): string {
  const parts = [
    epochs === null ? 'epochs not known' : counted(epochs, 'epoch'),
    pixels === null ? 'image size not known' : `${pixels} pixels`,
  ];
  return parts.join(', ');
}
