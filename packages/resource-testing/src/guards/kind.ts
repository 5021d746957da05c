import { Problems } from '@homeostat/resource';
import { z } from 'zod';
import { Broken, hold } from '../broken.ts';
import type { Guard } from '../guard.ts';
import type { AnyResource, ResourceCase } from '../resource-cases.ts';
import { onStage } from '../stage/stage.ts';

/** `undefined`: the author gave no case, so there are no valid params to begin with. */
type AnyCase = ResourceCase | undefined;

export const kindIsDescribed: Guard<AnyCase> = {
  promise: 'the kind and every param are described',
  reason: 'a user knows a kind by these texts, in editors, references and error messages',

  async keep({ resource }) {
    const { kind, description, namevar } = resource;
    hold(
      /^[a-z][a-z0-9_:-]*$/.test(kind),
      () => `kind "${kind}" is not lower case, so no reference to it is found`,
    );
    hold(description.trim() !== '', () => 'description of the kind is empty');
    const params = paramsOf(resource);
    for (const [param, told] of params)
      hold(told, () => `params: "${param}" has no description; add .describe(…)`);
    hold(
      namevar === undefined || params.has(namevar),
      () => `namevar is "${namevar}", and params have only ${[...params.keys()].join(', ')}`,
    );
  },
};

export const unknownParamsAreRefused: Guard<AnyCase> = {
  promise: 'an unknown param is refused by its name',
  reason: 'a mistyped param that is silently left out leaves the machine in another state than was declared',

  keep: (setting, tried) =>
    onStage(setting, async (stage) => {
      const known = [...paramsOf(setting.resource).keys()].sort((a, b) => b.length - a.length)[0];
      const unknown = `${known ?? 'unknown'}x`;
      const declared = stage.declare(tried ?? { name: 'unknown params', params: {} });
      const problems = await stage
        .compile([{ ...declared, params: { ...declared.params, [unknown]: true } }])
        .then(
          () => [],
          (error) => (error instanceof Problems ? error.problems : Promise.reject(error)),
        );
      const refusal = problems.find(
        ({ code, message }) => code === 'PARAM_UNKNOWN' && message.includes(`"${unknown}"`),
      );
      if (!refusal)
        throw new Broken(`params take the unknown "${unknown}", or do not name it; use z.strictObject`);
      hold(
        known === undefined || refusal.hint?.includes(`"${known}"`) === true,
        () =>
          `params hide their names, so that "${unknown}" can't be answered with "${known}"; use z.strictObject at the top`,
      );
    }),
};

/** The params by name, and whether each is described. */
function paramsOf({ params }: AnyResource): Map<string, boolean> {
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  const shapes = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return new Map(
    shapes.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, param]) => [
        name,
        typeof param === 'object' && (param.description ?? '').trim() !== '',
      ]),
    ),
  );
}
