import { Broken, hold } from '../broken.ts';
import type { Setting } from '../stage/stage.ts';
import { within } from '../stage/within.ts';

type Result = PromiseSettledResult<unknown>;

/** Calls a hook of the group. It must give one result a member, whatever becomes of them. */
export async function resultsOf(
  hook: string,
  { deadlineMs }: Setting,
  members: number,
  call: (signal: AbortSignal) => Promise<readonly (Result | Promise<Result>)[]>,
): Promise<readonly Result[]> {
  const answer = (async () => Promise.all(await call(new AbortController().signal)))().catch((cause) => {
    throw new Broken(`${hook} rejected, which fails every member: ${cause}`, { cause });
  });
  const results = await within(deadlineMs, `${hook} ends`, answer);
  hold(
    results.length === members,
    () => `${hook} was called for ${members} members and answered ${results.length}`,
  );
  return results;
}
