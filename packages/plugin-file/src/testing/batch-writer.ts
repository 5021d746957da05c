import { applyAll } from '../apply-all.ts';
import { fileParams } from '../params.ts';
import { contextOf } from './context.ts';

// Writes the files that its argument declares. Run as a process of its own, to be killed.
const members = (JSON.parse(process.argv[2]!) as Record<string, unknown>[]).map((params) => ({
  params: fileParams.parse(params),
  ctx: contextOf(),
  changes: [{ property: 'content' }],
}));
await applyAll(members, new AbortController().signal);
