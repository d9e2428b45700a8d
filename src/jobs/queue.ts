/** One job at a time, in the order in which they came. */
export type Job = {
  /** Carries it out until it is done, or `signal` stops it; it tells of its failures itself. */
  work(signal: AbortSignal): Promise<void>;
  /** Called once, when it has been carried out, or was taken out of the queue. */
  end(): Promise<void>;
};

export type Queue<J extends Job> = {
  add(job: J): void;
  /** The job that runs, then those that wait. */
  jobs(): readonly J[];
  /** Takes a waiting job out of the queue, or stops the running one; resolves when it has ended. */
  stop(job: J): Promise<void>;
  /** Stops everything; nothing can be added from then on. */
  close(): Promise<void>;
};

/** @param onMoved hears that a job came, began, ended, or moved up */
export function createQueue<J extends Job>(onMoved: () => void): Queue<J> {
  const waiting: J[] = [];
  let running: { job: J; stop: AbortController; ended: Promise<void> } | null = null;
  let closed = false;

  function next(): void {
    const job = running === null ? waiting.shift() : undefined;
    if (job !== undefined) {
      const stop = new AbortController();
      running = { job, stop, ended: carryOut(job, stop.signal) };
    }
    onMoved();
  }

  async function carryOut(job: J, signal: AbortSignal): Promise<void> {
    await job.work(signal);
    running = null;
    await job.end();
    next();
  }

  async function stop(job: J): Promise<void> {
    const place = waiting.indexOf(job);
    if (place !== -1) {
      waiting.splice(place, 1);
      onMoved();
      await job.end();
    } else if (running?.job === job) {
      running.stop.abort();
      await running.ended;
    }
  }

  return {
    add(job) {
      if (closed) return void job.end();
      waiting.push(job);
      next();
    },
    jobs: () => (running === null ? [...waiting] : [running.job, ...waiting]),
    stop,
    async close() {
      closed = true;
      await Promise.all([...waiting].map(stop));
      if (running !== null) await stop(running.job);
    },
  };
}
