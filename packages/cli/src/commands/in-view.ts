import type { Output } from '../output/output.ts';
import { openView, type ViewOptions } from '../view/open-view.ts';
import type { View } from '../view/view.ts';
import { problemsOf } from './problems-of.ts';

/** Shows what `body` does, and the problems it ends with. Returns the exit code. */
export async function inView(
  options: ViewOptions,
  output: Output,
  body: (view: View) => Promise<number>,
): Promise<number> {
  const view = await openView(output, options);
  // Nothing the engine waits for keeps a process alive by itself.
  const alive = setInterval(() => {}, 1 << 30);
  try {
    return await body(view);
  } catch (error) {
    view.problems(problemsOf(error));
    return 1;
  } finally {
    clearInterval(alive);
  }
}
