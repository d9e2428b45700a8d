import type { ProjectInfo } from '../../src/rpc/contract.ts';

/** Why nothing can be written, as a sentence, or null where it can. */
export function whyReadOnly(project: ProjectInfo | null): string | null {
  if (project === null) return 'No project is open.';
  if (project.access === 'write') return null;
  return `The project is open for reading only: ${project.writer ?? 'somebody else'} writes it.`;
}
