import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed, N skipped`.
 * A file that could not be loaded, or an error outside every test, counts as one failed.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(files: readonly TestModule[], errorsOutside: readonly SerializedError[]) {
    const tests = files.flatMap((file) => [...file.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const brokenFiles = files.filter((file) => file.errors().length > 0).length;
    const failed = count('failed') + brokenFiles + errorsOutside.length;
    const notRun = count('skipped') + count('pending');
    console.log(`${count('passed')} passed, ${failed} failed, ${notRun} skipped`);
  }
}
