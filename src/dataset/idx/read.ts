import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MikkeError } from '../../core/errors/error.ts';
import { checkSplits, type CheckedSplits } from './check.ts';
import { classNameFiles, parseClassNames } from './class-names.ts';
import { fileRoles, findFile, type FileNames, type FileRole, type GivenNames } from './names.ts';
import { parseIdx, type IdxArray } from './parse.ts';

/** The most that one call may read, which must stay below 2 GiB. */
const READ_BYTES = 2 ** 30;

/**
 * Reads a folder of IDX files, plain or packed by gzip, whole and synchronously: for a worker
 * thread. Files are looked for by their usual names, but for those that are given.
 * @throws dataset-missing, dataset-empty, dataset-invalid (with every problem), test-split-empty
 */
export function readIdxFolder(
  folder: string,
  given: GivenNames,
): CheckedSplits & { files: FileNames } {
  const listing = listFolder(folder);
  const found = byRole((role) => findFile(role, listing, given));
  const files = byRole((role) => found[role].name);
  if (!fileRoles.some((role) => found[role].exists)) {
    const looked = `IDX files by the names "${Object.values(files).join('", "')}", plain or with .gz`;
    throw new MikkeError('dataset-empty', { path: folder, looked });
  }

  const problems: string[] = [];
  const unlessProblem = <T>(name: string, result: T | { problem: string }): T | null => {
    if (!(result instanceof Object && 'problem' in result)) return result;
    problems.push(`"${name}" ${result.problem}`);
    return null;
  };
  const noTestSplit = !found.testImages.exists && !found.testLabels.exists;
  const arrays = byRole((role): IdxArray | null => {
    const { name, exists } = found[role];
    if (exists) return unlessProblem(name, readIdx(join(folder, name)))?.array ?? null;
    if (!noTestSplit || role.startsWith('train')) problems.push(`There is no file "${name}".`);
    return null;
  });

  const nameFile = classNameFiles.find((name) => listing.includes(name));
  const classes =
    nameFile === undefined ? null : unlessProblem(nameFile, readClassNames(join(folder, nameFile)));
  const named = nameFile && classes ? { file: nameFile, names: classes.names } : null;

  const checked = checkSplits(arrays, files, named);
  problems.push(...checked.problems);
  if (noTestSplit && problems.length === 0) {
    throw new MikkeError('test-split-empty', { path: folder });
  }
  if (noTestSplit) problems.push('There are no test files.');
  if (problems.length > 0 || checked.splits === null) {
    throw new MikkeError('dataset-invalid', { path: folder, problems });
  }
  return { ...checked.splits, files };
}

function byRole<T>(of: (role: FileRole) => T): Record<FileRole, T> {
  return Object.fromEntries(fileRoles.map((role) => [role, of(role)])) as Record<FileRole, T>;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MikkeError('dataset-missing', { path: folder }, error);
    }
    const problems = [`The folder cannot be listed (${code}).`];
    throw new MikkeError('dataset-invalid', { path: folder, problems }, error);
  }
}

function readIdx(path: string): { array: IdxArray } | { problem: string } {
  let bytes: Uint8Array;
  try {
    bytes = readBytes(path);
  } catch (error) {
    return { problem: `cannot be read (${codeOf(error)}).` };
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return parseIdx(bytes);
  try {
    bytes = gunzipSync(bytes);
  } catch (error) {
    return codeOf(error) === 'Z_BUF_ERROR'
      ? { problem: 'is truncated: the packed (gzip) data break off.' }
      : { problem: `cannot be unpacked: its packed (gzip) data are damaged (${codeOf(error)}).` };
  }
  return parseIdx(bytes);
}

function readClassNames(path: string): { names: string[] } | { problem: string } {
  try {
    return parseClassNames(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problem: `cannot be read (${codeOf(error)}).` };
  }
}

/** A whole file; readFileSync refuses those of 2 GiB and more. */
function readBytes(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let at = 0;
    while (at < bytes.length) {
      const read = readSync(file, bytes, at, Math.min(READ_BYTES, bytes.length - at), at);
      if (read === 0) return bytes.subarray(0, at);
      at += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

const codeOf = (error: unknown): string =>
  (error instanceof Error && (error as NodeJS.ErrnoException).code) || String(error);
