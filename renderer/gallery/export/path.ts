import { exportWords, type ExportFormat } from '../../../src/core/query/export.ts';

/** Beside the project, and called after it: "mnist-samples.csv". */
export function defaultExportPath(project: string, format: ExportFormat): string {
  return `${project.replace(/\.mikke$/, '')}-samples${exportWords[format].ending}`;
}
