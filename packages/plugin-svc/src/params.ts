import { z } from 'zod';
import { fullUnitName, isTemplate, isUnitName } from './unit-name.ts';

export const svcParams = z
  .strictObject({
    name: z
      .string()
      .refine(
        isUnitName,
        'Write the name of a unit: letters, digits and ":-_.\\", with "@" before an instance',
      )
      .describe(
        'The unit; the name of the resource when left out. Without a type such as ".socket" it is a service; "foo@bar" is an instance of the template "foo@.service"',
      ),
    state: z
      .enum(['running', 'stopped', 'undefined'])
      .default('undefined')
      .describe(
        'running: active, as systemd calls it; a socket that listens and a timer that waits are. undefined: left as it is',
      ),
    startup: z
      .enum(['enabled', 'disabled', 'masked', 'undefined'])
      .default('undefined')
      .describe(
        'Whether it is started at boot, as its [Install] section says. masked: it can not be started at all. undefined: left as it is',
      ),
    refresh: z
      .enum(['reload', 'restart'])
      .default('reload')
      .describe(
        'What it does when something that it listens to has changed. reload: takes it over as it runs where it can, and restarts otherwise. restart: begins anew in any case, as for a program whose code has changed',
      ),
    session: z
      .boolean()
      .default(false)
      .describe("Whether it is a unit of the user's own systemd, on the session bus"),
  })
  .superRefine(({ name, state, startup }, ctx) => {
    const refuse = (param: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });
    if (state === 'running' && startup === 'masked') {
      refuse('startup', 'What is masked can not run: write stopped, or disabled');
    }
    if (state !== 'undefined' && isUnitName(name) && isTemplate(fullUnitName(name))) {
      refuse('state', 'A template does not run: write an instance, as in "foo@bar", or leave out state');
    }
  });

export type SvcParams = z.output<typeof svcParams>;
