import { z } from 'zod';
import { isToBeThere, parseState } from './wanted-state.ts';

// A manager's command line takes much for something else: an option, "name=version", "name/release", "name-", a pattern.
const packageName = z
  .string()
  .regex(
    /^[A-Za-z0-9_]([A-Za-z0-9_+.-]*[A-Za-z0-9_+])?(:[a-z0-9][a-z0-9-]*)?$/,
    'Write the name of one package: letters, digits and + - . _, for another architecture followed by ":" and its name; the version goes into "state"',
  );

const state = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? 'Is a version, and 1.0 without quotes is the number 1: quote it'
        : undefined,
  })
  .superRefine((text, ctx) => {
    try {
      parseState(text);
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });

export const pkgParams = z
  .strictObject({
    name: packageName.describe(
      'The package; the name of the resource when left out. Of another architecture: name:arch',
    ),
    state: state
      .default('installed')
      .describe(
        'installed: there, in whatever version; newest: the one that the package manager would take; absent: removed, its configuration may stay; purged: removed with its configuration; else a version, or a range such as ">= 1.2, < 2" with the operators = != < <= > >=, in the order of versions of the package manager',
      ),
    allowDowngrade: z
      .boolean()
      .default(false)
      .describe('Whether a lower version may take the place of a higher one'),
    allowUntrusted: z
      .boolean()
      .default(false)
      .describe('Whether it, and what it needs, may come from a repository that nobody vouches for'),
    allowRemoveDependents: z
      .boolean()
      .default(false)
      .describe('Whether other packages, which nobody asked to remove, may go with this change'),
    hold: z
      .boolean()
      .optional()
      .describe(
        'Whether its version is kept from everybody else; changes of this resource lift it and set it again. Left out: not managed, and a package that is held is not touched',
      ),
    provider: z
      .enum(['auto', 'apt', 'packagekit'])
      .default('auto')
      .describe('The package manager that is spoken to; auto: apt where it is, else PackageKit'),
  })
  .superRefine((params, ctx) => {
    const refuse = (param: keyof typeof params, message: string) =>
      ctx.addIssue({ code: 'custom', path: [param], message });
    const { allowDowngrade, allowUntrusted, hold, provider } = params;
    let wanted: ReturnType<typeof parseState>['type'];
    try {
      wanted = parseState(params.state).type;
    } catch {
      return;
    }
    const goes = !isToBeThere(params);
    if (allowDowngrade && wanted !== 'version' && wanted !== 'range') {
      refuse('allowDowngrade', 'Goes with a version or a range; no other state asks for a lower version');
    }
    if (goes && allowUntrusted) refuse('allowUntrusted', 'Is for a package that comes; this one goes');
    if (goes && hold) refuse('hold', 'Is for a package that is there; this one is to go');
    if (provider === 'packagekit' && wanted === 'purged') {
      refuse('provider', 'PackageKit leaves the configuration behind: write absent, or use apt');
    }
    if (provider === 'packagekit' && hold !== undefined) refuse('hold', 'PackageKit has no holds: use apt');
  });

export type PkgParams = z.output<typeof pkgParams>;
