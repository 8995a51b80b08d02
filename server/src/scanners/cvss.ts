/** The metrics of one vector: `AV` and its value. */
type Metrics = ReadonlyMap<string, string>;

const attackVector: ReadonlyMap<string, number> = new Map([
  ['N', 0.85],
  ['A', 0.62],
  ['L', 0.55],
  ['P', 0.2],
]);
const attackComplexity: ReadonlyMap<string, number> = new Map([
  ['L', 0.77],
  ['H', 0.44],
]);
const privileges: ReadonlyMap<string, number> = new Map([
  ['N', 0.85],
  ['L', 0.62],
  ['H', 0.27],
]);
const privilegesOfChangedScope: ReadonlyMap<string, number> = new Map([
  ['N', 0.85],
  ['L', 0.68],
  ['H', 0.5],
]);
const userInteraction: ReadonlyMap<string, number> = new Map([
  ['N', 0.85],
  ['R', 0.62],
]);
const impactOf: ReadonlyMap<string, number> = new Map([
  ['H', 0.56],
  ['L', 0.22],
  ['N', 0],
]);

/**
 * The base score of a vector of CVSS 3.0 or 3.1, from 0 to 10 (CVSS 3.1 specification, 7.1 and appendix A); undefined when
 * it is no such vector or a base metric is missing.
 */
export function baseScore(vector: string): number | undefined {
  const [prefix = '', ...parts] = vector.slice(0, 500).split('/');
  if (!/^CVSS:3\.[01]$/.test(prefix)) return undefined;
  const metrics: Metrics = new Map(
    parts.map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]),
  );
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const isChanged = scope === 'C';
  const exploitability = product([
    attackVector.get(metrics.get('AV') ?? ''),
    attackComplexity.get(metrics.get('AC') ?? ''),
    (isChanged ? privilegesOfChangedScope : privileges).get(metrics.get('PR') ?? ''),
    userInteraction.get(metrics.get('UI') ?? ''),
  ]);
  const kept = product(
    ['C', 'I', 'A'].map((name) => {
      const loss = impactOf.get(metrics.get(name) ?? '');
      return loss === undefined ? undefined : 1 - loss;
    }),
  );
  if (exploitability === undefined || kept === undefined) return undefined;
  const loss = 1 - kept;
  const impact = isChanged ? 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02) ** 15 : 6.42 * loss;
  if (impact <= 0) return 0;
  return roundedUp(Math.min(10, (isChanged ? 1.08 : 1) * (impact + 8.22 * exploitability)));
}

function product(factors: readonly (number | undefined)[]): number | undefined {
  let result = 1;
  for (const factor of factors) {
    if (factor === undefined) return undefined;
    result *= factor;
  }
  return result;
}

/** To one decimal, upwards, without the errors of binary fractions (CVSS 3.1 specification, appendix A). */
function roundedUp(score: number): number {
  const exact = Math.round(score * 100_000);
  return exact % 10_000 === 0 ? exact / 100_000 : (Math.floor(exact / 10_000) + 1) / 10;
}
