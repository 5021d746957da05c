import { instance } from '@viz-js/viz';

/** Lays the graph out and draws it. */
export async function svgOf(dot: string): Promise<string> {
  const viz = await instance();
  return viz.renderString(dot, { format: 'svg' });
}
