import type { z } from 'zod';
import { jsonSchemaOf } from '../schema/json-schema.ts';
import { typeInWords } from './type-in-words.ts';

/** A param, or a meta parameter, as it is told to a person. */
export interface ParamDescription {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** What holds when it is left out. */
  readonly fallback: string | undefined;
  readonly description: string;
}

/** @param namevar the param that is the resource's name when it is left out */
export function describeParams(schema: z.ZodType, namevar?: string): ParamDescription[] {
  const { properties = {}, required = [] } = jsonSchemaOf(schema);
  return Object.entries(properties).map(([name, param]) => {
    const { description = '', default: usual } = typeof param === 'object' ? param : {};
    return {
      name,
      type: typeInWords(param),
      required: required.includes(name) && name !== namevar,
      fallback: name === namevar ? "the resource's name" : JSON.stringify(usual),
      description,
    };
  });
}
