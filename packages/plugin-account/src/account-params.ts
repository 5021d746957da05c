import { z } from 'zod';

/** Below what the kernel takes for "leave as it is". */
export const idParam = z.int().min(0).max(0xff_ff_ff_fe);

/** As useradd of all distributions takes them; a "$" at the end is for machines in a Windows domain. */
export const nameParam = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,30}[A-Za-z0-9_.$-]?$/,
    'Write a name: letters, digits and "_.-", a letter or "_" first, at most 32 of them',
  );

/** A field of /etc/passwd. */
export const fieldParam = z.string().regex(/^[^:\p{Cc}]*$/u, 'Must hold no ":" and no line break');

export const pathParam = fieldParam
  .regex(/^\//, 'Write an absolute path')
  .refine((path) => !/\/\.\.?(\/|$)/.test(path), 'Must not hold "." or ".."');

export const stateParam = z.enum(['exists', 'absent']).default('exists');
