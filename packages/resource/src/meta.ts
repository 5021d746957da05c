import { z } from 'zod';

/**
 * What can be said of any resource, whatever its kind: how it is tried, watched, limited and grouped.
 *
 * Written under `meta:` in YAML. The engine alone acts on these; a plugin never sees them.
 */
export const metaSchema = z
  .strictObject({
    noop: z.boolean().default(false).describe('Only check and report what differs, never apply'),
    retry: z
      .int()
      .min(-1)
      .default(0)
      .describe('How often to try again after a failure, counted anew after each success; -1: without end'),
    delay: z.int().min(0).default(0).describe('Milliseconds to wait before each further try'),
    timeout: z
      .int()
      .min(0)
      .default(0)
      .describe(
        'Milliseconds after which a check, an apply, a refresh or the arming of a watch is aborted and has failed; 0: never, a watch after 60 s',
      ),
    poll: z
      .int()
      .min(-1)
      .default(0)
      .describe('Seconds between checks, instead of watching; 0: watch; -1: check once and then never again'),
    limit: z
      .number()
      .positive()
      .optional()
      .describe(
        'Notices answered each second on average; further ones wait, none is lost. Without it: no limit',
      ),
    burst: z
      .int()
      .min(1)
      .default(1)
      .describe('Notices answered at once before the limit bites; goes with limit'),
    sema: z
      .array(
        z.string().regex(/^(?!\d+$).+$/, 'write "name" or "name:size"; a bare number names no semaphore'),
      )
      .default([])
      .describe(
        'Semaphores held while the resource is checked and applied; "name:3" lets three in at once, "name" one. A resource with semaphores shares no unit',
      ),
    autoedge: z.boolean().default(true).describe('Whether automatic edges may begin or end at this resource'),
    autogroup: z
      .boolean()
      .default(true)
      .describe('Whether this resource may share a unit with others of its kind'),
    hidden: z
      .boolean()
      .default(false)
      .describe(
        'Keep its place in the graph but do nothing: not checked, applied or watched, always in state',
      ),
  })
  .describe('Meta parameters, the same for every kind');

/** The meta parameters of a resource, with every default filled in. */
export type Meta = z.output<typeof metaSchema>;
