/** Tells what another process records in a project that this shell may only read, and says of its samples. */
import type { Project } from '../../project/project.ts';
import type { AppEvent } from '../contract.ts';

/** Every how many looks it is tried whether the project can be written. */
const LOOKS_BEFORE_UPGRADE = 5;

type Followed = {
  project(): Project;
  publish(event: AppEvent): void;
  /** Tries to become the writer. */
  upgrade(): Promise<void>;
};

/** Looks at the project from time to time until it can be written, or the returned function is called. */
export function followWriter(followed: Followed, milliseconds: number): () => void {
  const { project, publish, upgrade } = followed;
  let looks = 0;
  let stopped = false;
  let known: string | null = null;
  let sampleVersions: ReadonlyMap<number, number> | null = null;
  const epochsKnown = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const runs = await project().runs();
      for (const { id, status } of runs) {
        // What a run that has ended told last comes with its new status.
        if (status !== 'running') continue;
        const epochs = await project().epochs(id);
        const before = epochsKnown.get(id);
        if (before !== undefined) {
          for (const record of epochs.slice(before)) publish({ type: 'epoch', run: id, record });
          if (epochs.length < before) publish({ type: 'runs' });
        }
        epochsKnown.set(id, epochs.length);
      }
      const said = JSON.stringify(runs);
      if (known !== null && said !== known) publish({ type: 'runs' });
      known = said;
      const versions = await project().sampleVersions();
      for (const [dataset, version] of versions) {
        if (sampleVersions !== null && sampleVersions.get(dataset) !== version) {
          publish({ type: 'samples', dataset });
        }
      }
      sampleVersions = versions;
      if (++looks % LOOKS_BEFORE_UPGRADE === 0) await upgrade();
    } catch {
      // The writer may be changing the file's journal at this moment; the next look tells.
    }
    if (stopped || project().access === 'write') return;
    timer = setTimeout(() => void look(), milliseconds);
  }

  // The first look only sees what is there, before any window can ask.
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
