import type { Plan } from '@homeostat/engine';
import picocolors from 'picocolors';
import type { Build } from '../build.ts';
import { examineHost } from '../doctor/examine-host.ts';
import { examineState } from '../doctor/examine-state.ts';
import { examineWatching } from '../doctor/examine-watching.ts';
import type { Finding } from '../doctor/finding.ts';
import { findingText } from '../doctor/finding-text.ts';
import type { Output } from '../output/output.ts';
import type { PluginOptions } from '../plugins/plugin-request.ts';
import { isInteractive } from '../view/open-view.ts';
import { compileSite } from './compile-site.ts';

export interface DoctorOptions extends PluginOptions {
  readonly state?: string;
  readonly json?: boolean;
}

/** Where files are usually declared, for when no file says. */
const usualPaths = ['/etc', '/usr/local', '/srv', '/var', '/home'];

/** Tells what homeostat can use on this machine and what not, and how the paths that a file declares would be watched. */
export async function doctor(
  file: string | undefined,
  options: DoctorOptions,
  build: Build,
  output: Output,
): Promise<number> {
  const paths = file === undefined ? usualPaths : pathsOf((await compileSite(file, options, build)).plan);
  const findings: Finding[] = [
    ...examineHost(),
    await examineState(options.state),
    ...(await examineWatching(paths)),
  ];
  const colors = picocolors.createColors(isInteractive());
  for (const finding of findings)
    output.write(`${options.json ? JSON.stringify(finding) : findingText(finding, colors)}\n`);
  return findings.some(({ verdict }) => verdict === 'missing') ? 1 : 0;
}

function pathsOf({ graph }: Plan): string[] {
  return Array.from(graph.vertices).flatMap(({ resource, params }) =>
    (resource.identities?.(params) ?? []).filter(({ type }) => type === 'path').map(({ value }) => value),
  );
}
