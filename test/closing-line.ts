import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed, N skipped`.
 * A file or group that could not be set up, or an error outside every test, counts as one failed.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(files: readonly TestModule[], errorsOutside: readonly SerializedError[]) {
    const tests = files.flatMap((file) => [...file.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const groups = files.flatMap((file) => [file, ...file.children.allSuites()]);
    const broken = groups.filter((group) => group.errors().length > 0).length;
    const failed = count('failed') + broken + errorsOutside.length;
    const notRun = count('skipped') + count('pending');
    console.log(`${count('passed')} passed, ${failed} failed, ${notRun} skipped`);
  }
}
