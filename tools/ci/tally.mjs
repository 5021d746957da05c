// node tally.mjs FAILED FILE...: adds up vitest's JSON reports, says what was skipped, and prints the closing line.
// FAILED is 1 when a step failed that is no test; it exits with 1 then, and when a test failed or none ran.
import { existsSync, readFileSync } from 'node:fs';

const [stepFailed, ...files] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
const skipped = new Set();
for (const file of files.filter((name) => existsSync(name))) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  sum.passed += report.numPassedTests;
  // A file that can't be loaded is a failed suite without tests.
  sum.failed += report.numFailedTests + report.testResults.filter(isBrokenFile).length;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  for (const { assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults)
      if (status === 'pending' || status === 'skipped') skipped.add(fullName);
  }
}
for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
if (stepFailed === '1' || sum.failed > 0 || sum.passed === 0) process.exitCode = 1;

function isBrokenFile({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0;
}
