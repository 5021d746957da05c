import type { Output } from '../output/output.ts';
import { openView, type ViewOptions } from '../view/open-view.ts';
import type { View } from '../view/view.ts';
import { keptAlive } from './kept-alive.ts';
import { problemsOf } from './problems-of.ts';

/** Shows what `body` does, and the problems it ends with. Returns the exit code. */
export async function inView(
  options: ViewOptions,
  output: Output,
  body: (view: View) => Promise<number>,
): Promise<number> {
  const view = await openView(output, options);
  try {
    return await keptAlive(() => body(view));
  } catch (error) {
    view.problems(problemsOf(error));
    return 1;
  }
}
