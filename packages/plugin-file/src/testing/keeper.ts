import type { Change } from '@homeostat/resource';
import { expect } from 'vitest';
import { file } from '../file.ts';
import type { FileParams } from '../params.ts';
import { contextOf, type Given } from './context.ts';

export function parse(params: Record<string, unknown>): FileParams {
  return file.params.parse(params);
}

export async function check(params: Record<string, unknown>, given: Given = {}): Promise<readonly Change[]> {
  return file.check!(parse(params), contextOf(given));
}

/** Does what the engine does: check, apply if something differs, and a check that must find nothing. */
export async function keep(params: Record<string, unknown>, given: Given = {}): Promise<readonly Change[]> {
  const changes = await check(params, given);
  if (changes.length > 0) await file.apply!(changes, parse(params), contextOf(given));
  expect(await check(params, given)).toEqual([]);
  return changes;
}
