import { dirname, resolve } from 'node:path';
import type { ExportTarget } from '../../core/query/export.ts';
import type { Selection } from '../../core/query/selection.ts';
import { exportSamples } from '../../jobs/export/export.ts';
import type { Output } from '../contract.ts';
import type { SharedProject } from './open-projects.ts';

/** Exports while the project is held, whatever its windows do; a path is meant from the project's folder. */
export async function* exporting(
  shared: SharedProject,
  selection: Selection,
  target: ExportTarget,
): AsyncGenerator<Output<'samples.export'>, void> {
  const hold = shared.hold(() => undefined);
  try {
    const path = resolve(dirname(shared.path), target.path);
    for await (const { done, total } of exportSamples(shared.project(), selection, {
      ...target,
      path,
    })) {
      yield { path, done, total };
    }
  } finally {
    await hold.release();
  }
}
