export const graphFormats = ['dot', 'svg', 'json'] as const;

export type GraphFormat = (typeof graphFormats)[number];
