import { z } from 'zod';
import { fieldParam, idParam, nameParam, pathParam, stateParam } from '../account-params.ts';
import { dayOf } from './day.ts';

const unmanaged = 'Without it: not managed';

export const userParams = z
  .strictObject({
    name: nameParam.describe('The user; the name of the resource when left out'),
    state: stateParam.describe('Whether there is such a user'),
    uid: idParam.optional().describe(`Its number. ${unmanaged}`),
    allowDuplicateUid: z
      .boolean()
      .default(false)
      .describe('Whether another user may have the same uid, so that the system takes the two for one'),
    group: z
      .union([idParam, nameParam], 'Must be the name of a group, or its gid')
      .optional()
      .describe(
        'The primary group, by name or gid. Without it: not managed; a new user gets the group of its own name, which is made if there is none',
      ),
    groups: z
      .array(nameParam)
      .optional()
      .describe(`The groups, beside the primary one, that it is a member of. ${unmanaged}`),
    membership: z
      .enum(['minimum', 'inclusive'])
      .default('minimum')
      .describe('minimum: it may be in further groups; inclusive: it is taken out of those'),
    home: pathParam
      .refine((path) => path === '/' || !path.endsWith('/'), 'Write it without a slash at the end')
      .optional()
      .describe(`Where its home directory is, or is to be. ${unmanaged}`),
    manageHome: z
      .boolean()
      .default(false)
      .describe(
        'Whether the home directory is made when it is not there, as a copy of /etc/skel, and moved when home changes',
      ),
    removeHome: z
      .boolean()
      .default(false)
      .describe('Whether an absent user takes along its home directory and its mail'),
    shell: pathParam.optional().describe(`The program that a login starts. ${unmanaged}`),
    comment: fieldParam
      .optional()
      .describe(`What is known of it beside the name (GECOS), such as the full name. ${unmanaged}`),
    password: z
      .string()
      .regex(
        /^(\*|\$[^:\s\p{Cc}]+\$[^:\s\p{Cc}]+)$/u,
        'Must be a hash such as "$y$…" or "$6$…", never the password itself: mkpasswd or "openssl passwd -6" makes one. "*" is none at all; for a lock write locked: true',
      )
      .optional()
      .describe(
        `The hash of the password, as crypt(5) has them; "*": none, so that no password fits. It is never shown. ${unmanaged}`,
      ),
    locked: z
      .boolean()
      .optional()
      .describe(
        `Whether no password is taken; a key or another way to log in may still be, unless the account has expired. ${unmanaged}`,
      ),
    expires: z
      .string()
      .refine(
        (text) => text === 'never' || (dayOf(text) ?? 0) > 0,
        'Must be a day, like "2030-12-31", or "never"',
      )
      .optional()
      .describe(`The day from which on nobody can log in, like "2030-12-31", or "never". ${unmanaged}`),
    system: z
      .boolean()
      .default(false)
      .describe('Whether a new user is one of the system: its uid is chosen from those below the people'),
  })
  .superRefine((params, ctx) => {
    const refuse = (param: keyof typeof params, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });

    const { name, state, uid, allowDuplicateUid, group, groups, membership, manageHome, removeHome } = params;
    if (state === 'absent') {
      if (name === 'root') refuse('name', 'root is not removed');
      if (manageHome) refuse('manageHome', 'An absent user has no home directory: see removeHome');
    } else if (removeHome) refuse('removeHome', 'Goes with state: absent');
    if (allowDuplicateUid && uid === undefined) refuse('allowDuplicateUid', 'Goes with uid');
    if (membership === 'inclusive' && groups === undefined) refuse('membership', 'Goes with groups');
    if (group !== undefined && groups?.some((one) => one === group)) {
      refuse('groups', `"${group}" is the primary group already`);
    }
  });

export type UserParams = z.output<typeof userParams>;
