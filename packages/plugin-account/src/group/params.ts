import { z } from 'zod';
import { idParam, nameParam, stateParam } from '../account-params.ts';

export const groupParams = z
  .strictObject({
    name: nameParam.describe('The group; the name of the resource when left out'),
    state: stateParam.describe('Whether there is such a group'),
    gid: idParam.optional().describe('Its number. Without it: not managed'),
    system: z
      .boolean()
      .default(false)
      .describe('Whether a new group is one of the system: its gid is chosen from those below the people'),
  })
  .superRefine(({ name, state }, ctx) => {
    if (name === 'root' && state === 'absent') {
      ctx.addIssue({ code: 'custom', path: ['name'], message: 'root is not removed' });
    }
  });

export type GroupParams = z.output<typeof groupParams>;
