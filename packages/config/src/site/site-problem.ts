import type { Problem, SourcePosition } from '@homeostat/resource';
import {
  configNotUtf8,
  configUnreadable,
  siteBroke,
  siteImportMissing,
  siteNotExported,
  siteSyntax,
  siteThrew,
  siteUnfinished,
  siteUntrusted,
} from '../errors.ts';
import type { SiteRun } from './run-site.ts';

/** Why there is no site. */
export function siteProblem(
  outcome: Exclude<SiteRun['outcome'], { readonly type: 'site' }>,
  at: SourcePosition,
): Problem {
  switch (outcome.type) {
    case 'syntax':
      return siteSyntax(outcome.message, at);
    case 'missing':
      return siteImportMissing(outcome.message, at);
    case 'unreadable':
      return configUnreadable(at.file, outcome);
    case 'not-utf8':
      return configNotUtf8(at.file);
    case 'untrusted':
      return siteUntrusted(outcome.path, outcome.who, at);
    case 'threw':
      return siteThrew(outcome.message, at);
    case 'no-site':
      return siteNotExported(at);
    case 'stuck':
      return siteUnfinished('waits for something that never comes', at);
    case 'timeout':
      return siteUnfinished(`has not come to its end after ${outcome.seconds} seconds`, at);
    case 'ended':
      return siteUnfinished(`ends the process, with the code ${outcome.exitCode}`, at);
    case 'broke':
      return siteBroke(outcome.message, at);
  }
}
