import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openProject, type OpenOptions, type Project } from '../../../src/project/project.ts';

/** A folder that goes away with the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const projectPath = (): string => join(testFolder(), 'test.mikke');

/** Opens a project and closes it with the test; it is made where there is none. */
export async function opened(path: string, options: Partial<OpenOptions> = {}): Promise<Project> {
  const project = await openProject(path, {
    access: 'write',
    create: true,
    who: 'a test',
    ...options,
  });
  onTestFinished(() => project.close());
  return project;
}
