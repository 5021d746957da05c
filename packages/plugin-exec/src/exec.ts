import {
  type Change,
  defineResource,
  nothingToWatch,
  type Problem,
  type ResourceContext,
  WATCHER,
} from '@homeostat/resource';
import { type Command, parseCommand } from './command-line.ts';
import { execIdentities, execWishes } from './edges.ts';
import { environment } from './environment.ts';
import { badEnding, runNotBegun, runNotRemembered, stillNeeded } from './errors.ts';
import { fingerprint } from './fingerprint.ts';
import { guardsLetRun, isGuarded } from './guards.ts';
import { type ExecParams, execParams } from './params.ts';
import { runCommand } from './run-command.ts';

/** Runs a command when its guards say that it is needed; without guards, once and whenever it is notified. */
export const exec = defineResource({
  kind: 'exec',
  description: 'Runs a command when it is needed: while its guards say so, or, without guards, once',
  params: execParams,
  namevar: 'cmd',

  async check(params, ctx) {
    const needed = isGuarded(params) ? await guardsLetRun(params, ctx) : !(await hasRun(params, ctx));
    return needed ? [runChange('not run', params)] : [];
  },

  async apply(_changes, params, ctx) {
    await run(params, ctx);
    // Otherwise it is only told that something still differs.
    if (isGuarded(params) && (await guardsLetRun(params, ctx)))
      throw stillNeeded(parseCommand(params), params);
  },

  async refresh(applied, params, ctx) {
    if (applied.length > 0 || !(await guardsLetRun(params, ctx))) return [];
    await run(params, ctx);
    return [runChange('notified', params)];
  },

  watch(params, notify, ctx) {
    // Nothing tells when a guard command would answer otherwise, so it is polled.
    if (params.ifcmd !== undefined) return undefined;
    return params.creates === undefined
      ? nothingToWatch
      : ctx.services.get(WATCHER).watch(params.creates, notify);
  },

  identities: execIdentities,
  wishes: execWishes,
});

function runChange(from: string, params: ExecParams): Change {
  return { property: 'run', from, to: parseCommand(params).text };
}

async function hasRun(params: ExecParams, ctx: ResourceContext): Promise<boolean> {
  const remembered = await ctx.memory.recall();
  return (remembered as { ran?: unknown } | null | undefined)?.ran === fingerprint(params);
}

async function run(params: ExecParams, ctx: ResourceContext): Promise<void> {
  const command = parseCommand(params);
  const isGuardless = !isGuarded(params);
  // When it fails, or we die in the middle of it, the command is still due. Where that can't be stored, neither could that it has run.
  if (isGuardless) await remember({ begun: fingerprint(params) }, runNotBegun);
  const outcome = await runCommand(
    command,
    {
      cwd: params.cwd,
      env: environment(params.env),
      timeoutMs: params.timeout * 1000,
      onOutput: (text) => ctx.output(text),
    },
    ctx,
  );
  if (outcome.ending.by !== 'exit' || outcome.ending.status !== 0) {
    throw badEnding(command, outcome, params.timeout);
  }
  if (isGuardless) await remember({ ran: fingerprint(params) }, runNotRemembered);

  async function remember(value: object, problem: (command: Command, cause: unknown) => Problem) {
    try {
      await ctx.memory.remember(value);
    } catch (error) {
      throw problem(command, error);
    }
  }
}
