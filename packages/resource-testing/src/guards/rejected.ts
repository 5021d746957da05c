import { formatProblem, type Locate, Problems } from '@homeostat/resource';
import { Broken, hold } from '../broken.ts';
import type { Guard } from '../guard.ts';
import type { RejectedCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

export const paramsAreRejected: Guard<RejectedCase> = {
  promise: 'the params are refused',
  reason: 'what can be seen to be wrong in the declaration is told before anything is touched',

  keep: (setting, { name, params, message, path, secrets = [] }) =>
    onStage(setting, async (stage) => {
      // The place of a problem is the path of the param.
      const locate: Locate = ([, ...param]) => ({ file: param.map(String).join('.'), line: 1, column: 1 });
      const problems = await stage.compile([{ ...stage.declare({ name, params }), locate }]).then(
        () => {
          throw new Broken('params are accepted');
        },
        (error) => (error instanceof Problems ? error.problems : Promise.reject(error)),
      );
      const texts = problems.map(formatProblem);
      const fitting = problems.filter((problem) =>
        typeof message === 'string' ? problem.message.includes(message) : message.test(problem.message),
      );
      hold(fitting.length > 0, () => `params are refused, but never with ${message}:\n${texts.join('\n')}`);
      hold(
        path === undefined || fitting.some(({ at }) => at?.file === path),
        () => `params are refused, but not at "${path}":\n${texts.join('\n')}`,
      );
      const shown = secrets.findIndex((secret) => texts.some((text) => text.includes(secret)));
      hold(
        shown < 0,
        () => `params are refused with a message that shows secret ${shown + 1} of ${secrets.length}`,
      );
    }),
};
