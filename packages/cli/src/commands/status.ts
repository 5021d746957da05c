import { Problem } from '@homeostat/resource';
import picocolors from 'picocolors';
import type { Output } from '../output/output.ts';
import { printableLine } from '../output/printable.ts';
import { stateDirectory } from '../state/state-directory.ts';
import type { Report } from '../status/report.ts';
import { whoRuns } from '../status/who-runs.ts';
import { isInteractive } from '../view/open-view.ts';
import { summaryText } from '../view/summary-text.ts';

export interface StatusOptions {
  readonly state?: string;
  readonly json?: boolean;
}

/** As init scripts have it. */
const notRunning = 3;

/** Asks the run that has a state directory how things are, and tells it. */
export async function status({ state, json }: StatusOptions, output: Output): Promise<number> {
  const directory = stateDirectory(state);
  const holder = await whoRuns(directory);
  if (!holder) {
    output.note(`nothing runs with the state directory ${directory}\n`);
    return notRunning;
  }
  if (!isWhole(holder)) {
    output.note(`what runs with the state directory ${directory} does not answer\n`);
    return 1;
  }
  output.write(json ? `${JSON.stringify(holder)}\n` : `${reportText(holder)}\n`);
  return holder.summary.failed + holder.summary.blocked > 0 ? 1 : 0;
}

function isWhole(holder: Partial<Report>): holder is Report {
  return holder.summary !== undefined;
}

function reportText({ file, pid, since, converged, summary, failed }: Report): string {
  const problems = failed.map(
    ({ id, problem: { code, message, hint, at } }) => [id, new Problem(code, message, { hint, at })] as const,
  );
  return [
    `${printableLine(file)}: process ${pid}, since ${since}${converged ? '' : ', at work'}`,
    summaryText(summary, problems, picocolors.createColors(isInteractive())),
  ].join('\n');
}
