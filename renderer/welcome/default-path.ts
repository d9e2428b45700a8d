/** A path in the data folder at which none of the known projects stands. */
export function defaultPath(dataFolder: string, known: readonly string[]): string {
  const separator = dataFolder.includes('\\') ? '\\' : '/';
  for (let n = 1; ; n++) {
    const path = `${dataFolder}${separator}project${n === 1 ? '' : `-${n}`}.mikke`;
    if (!known.includes(path)) return path;
  }
}
