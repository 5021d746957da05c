import { z } from 'zod';

/** The largest id; the one above it means "leave as it is" to the kernel. */
const largestId = 0xff_ff_ff_fe;
const notAnAccount = `Must be a name, or an id from 0 to ${largestId}`;

/** A user or a group as users write it: a name, or an id as number or digits. */
export const accountParam = z
  .union([z.string(), z.number()], notAnAccount)
  .transform((value) => (/^\d+$/.test(String(value)) ? Number(value) : value))
  .refine(
    (value) => (typeof value === 'number' ? isId(value) : /^[^-:/\s][^:/\n\0]*$/.test(value)),
    notAnAccount,
  );

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largestId;
}
