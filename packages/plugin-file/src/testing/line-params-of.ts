import { type LineParams, lineParams } from '../line/line-params.ts';

/** Params as a user would write them, of some file. */
export function lineParamsOf(params: Record<string, unknown>): LineParams {
  return lineParams.parse({ file: '/f', ...params });
}
