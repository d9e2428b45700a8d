/** The real command line, as a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MIKKE = fileURLToPath(new URL('../../src/cli/mikke.mjs', import.meta.url));

export type Ended = { status: number | null; stdout: string; stderr: string };

/** A started `mikke`; `line` resolves with the first line that fits, wherever it is printed. */
export function startMikke(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(process.execPath, [MIKKE, ...args], { ...options, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  let stderr = '';
  let said = '';
  const waiting = new Set<() => void>();
  const hear = (text: string) => {
    said += text;
    for (const look of waiting) look();
  };
  child.stdout.on('data', (part: Buffer) => {
    stdout.push(part);
    hear(part.toString());
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    hear(text);
  });
  const bytes = new Promise<Ended & { bytes: Buffer }>((resolve) =>
    child.on('close', (status) => {
      const all = Buffer.concat(stdout);
      resolve({ status, stdout: all.toString(), stderr, bytes: all });
      for (const look of waiting) look();
    }),
  );
  const line = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(said);
        if (found !== null) resolve(found);
        else if (child.exitCode !== null) reject(new Error(`mikke ended without it:\n${stderr}`));
      };
      waiting.add(look);
      look();
    });
  return { child, ended: bytes, line };
}

export const mikke = (...args: string[]) => startMikke(args).ended;

/** Runs and demands success. */
export async function mikkeOk(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await mikke(...args);
  if (status !== 0) throw new Error(`mikke ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}
