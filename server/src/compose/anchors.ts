import {
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** The nodes of each anchor of one YAML document, in the order of the text. */
export type Anchors = ReadonlyMap<string, readonly Node[]>;

export const noAnchors: Anchors = new Map();

export function collectAnchors(root: Node | null): Anchors {
  const anchors = new Map<string, Node[]>();
  const pending: (YAMLMap | YAMLSeq)[] = [];
  const visit = (node: unknown): void => {
    if (!isScalar(node)) {
      if (!isMap(node) && !isSeq(node)) return;
      pending.push(node);
    }
    if (node.anchor === undefined) return;
    const nodes = anchors.get(node.anchor);
    if (nodes === undefined) anchors.set(node.anchor, [node]);
    else nodes.push(node);
  };
  visit(root);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) for (const item of node.items) visit(item);
    else
      for (const { key, value } of node.items as readonly Pair[]) {
        visit(key);
        visit(value);
      }
  }
  for (const nodes of anchors.values()) nodes.sort((a, b) => startOf(a) - startOf(b));
  return anchors;
}

/** The node that an alias means: the nearest one above it with that anchor (YAML 1.2.2, 7.1). */
export function anchored(anchors: Anchors, alias: Alias): Node | undefined {
  const start = startOf(alias);
  const nodes = anchors.get(alias.source) ?? [];
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = nodes[middle];
    if (node !== undefined && startOf(node) < start) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0;
}
