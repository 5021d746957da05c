import { type Edge, Graph, type Plan, type Vertex } from '@homeostat/engine';
import { expect, test } from 'vitest';
import { graphText } from './graph-text.ts';

/** A plan with only what a picture of it shows. */
function aPlan(
  units: readonly (readonly string[])[],
  edges: readonly (readonly [from: string, to: string, edge: Edge])[],
): Plan {
  const vertices = new Map(units.flat().map((id) => [id, { id } as Vertex]));
  const graph = new Graph<Vertex, Edge>();
  for (const vertex of vertices.values()) graph.addVertex(vertex);
  for (const [from, to, edge] of edges) graph.addEdge(vertices.get(from)!, vertices.get(to)!, edge);
  return { graph, units: units.map((unit) => unit.map((id) => vertices.get(id)!)), warnings: [] };
}

const plain: Edge = { notify: false, auto: false };
const plan = aPlan(
  [['svc[nginx]'], ['pkg[nginx]', 'pkg[curl]'], ['file[/etc/a "b\\]', 'file[/etc/\n]']],
  [
    ['pkg[nginx]', 'svc[nginx]', plain],
    ['pkg[curl]', 'svc[nginx]', { notify: true, auto: true }],
    ['pkg[curl]', 'file[/etc/a "b\\]', { notify: true, auto: false }],
    ['file[/etc/\n]', 'svc[nginx]', { notify: false, auto: true }],
  ],
);

test('graphText writes dot: units as clusters, notify edges bold, automatic ones dashed, names quoted', async () => {
  expect(await graphText(plan, 'dot')).toBe(`digraph homeostat {
  node [shape=box];
  subgraph cluster_0 {
    label="2 in one unit";
    "file[/etc/\\\\n]";
    "file[/etc/a \\"b\\\\]";
  }
  subgraph cluster_1 {
    label="2 in one unit";
    "pkg[curl]";
    "pkg[nginx]";
  }
  "svc[nginx]";
  "file[/etc/\\\\n]" -> "svc[nginx]" [style="dashed"];
  "pkg[curl]" -> "file[/etc/a \\"b\\\\]" [style="bold", label="notify"];
  "pkg[curl]" -> "svc[nginx]" [style="bold,dashed", label="notify"];
  "pkg[nginx]" -> "svc[nginx]";
}
`);
});

test('graphText writes json in an order of its own', async () => {
  const edges = [
    ['noop[b]', 'noop[a]', plain],
    ['noop[a]', 'noop[c]', plain],
  ] as const;
  const forth = await graphText(aPlan([['noop[c]'], ['noop[b]', 'noop[a]']], edges), 'json');
  const back = await graphText(aPlan([['noop[a]', 'noop[b]'], ['noop[c]']], [...edges].reverse()), 'json');
  expect(forth).toBe(back);
  expect(JSON.parse(forth)).toEqual({
    units: [{ members: ['noop[a]', 'noop[b]'] }, { members: ['noop[c]'] }],
    edges: [
      { from: 'noop[a]', to: 'noop[c]', notify: false, auto: false },
      { from: 'noop[b]', to: 'noop[a]', notify: false, auto: false },
    ],
  });
});

test('graphText draws svg, with each name as it is', async () => {
  const svg = await graphText(plan, 'svg');
  expect(svg).toContain('<svg');
  expect(svg).toContain('>svc[nginx]</text>');
  expect(svg).toContain('>file[/etc/a &quot;b\\]</text>');
});
