import type { Container, DocumentModel, Hardening } from '../model/document-model.ts';
import type { HardeningSites, MeasureSite } from '../model/hardening.ts';
import { isPrivileged } from '../rules/grants.ts';
import { keyInsertion, missingLimits, type Limit, type NewKey } from '../rules/hardening.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';

/** The recommended hardening that a service lacks, as one change of the document. It changes what runs. */
export interface HardeningBlock {
  /** Of the document itself. */
  readonly edits: readonly TextEdit[];
  /** What they do, a few words each: `drop all capabilities`. */
  readonly changes: readonly string[];
  /** What they leave alone, as an alias, a variable, a fragment or another file has it; in the same words. */
  readonly left: readonly string[];
}

/**
 * Adds to a Compose service what the strict rules ask of it: all capabilities dropped, no new privileges, a read-only
 * root with room in `/tmp`, and limits to begin with. What is there is extended or written over, never repeated. Undefined
 * where nothing is missing, or nothing can be written, as in maps in braces.
 */
export function hardeningBlock(model: DocumentModel, service: string): HardeningBlock | undefined {
  const container = serviceNamed(model, service);
  const { hardening, keySite } = container ?? {};
  const sites = hardening?.details.sites;
  if (container === undefined || hardening === undefined) return undefined;
  if (keySite === undefined || sites === undefined) return undefined;
  const made: Made[] = [];
  const left: string[] = [];
  for (const measure of missingMeasures(container, hardening)) {
    const change = measure.write(sites, hardening);
    if (change === undefined) left.push(measure.words);
    else made.push({ ...change, words: measure.words });
  }
  if (made.length === 0) return undefined;
  const keys = made.flatMap((change) => change.keys ?? []);
  const limits = made.flatMap((change) => change.limits ?? []);
  return {
    edits: [
      ...(keys.length === 0 ? [] : [keyInsertion(keySite, keys)]),
      ...(limits.length === 0 ? [] : limitInsertion(sites, limits)),
      ...made.flatMap(({ edits = [] }) => edits),
    ],
    changes: made.map(({ words }) => words),
    left,
  };
}

/** What the recommended hardening would change in a service, whether or not it can be written: `drop all capabilities`. */
export function missingHardening(container: Container): readonly string[] {
  const { hardening } = container;
  return hardening === undefined
    ? []
    : missingMeasures(container, hardening).map(({ words }) => words);
}

/** The service of that name; what a build describes alone is one too, what another program provides has no hardening. */
export function serviceNamed({ containers }: DocumentModel, name: string): Container | undefined {
  return containers.find((container) => container.kind === 'service' && container.name === name);
}

/** What it takes to take a measure: new keys of the service, new limits inside of its `deploy`, changes of what is there. */
interface Change {
  readonly keys?: readonly NewKey[];
  readonly limits?: readonly NewKey[];
  readonly edits?: readonly TextEdit[];
}

interface Made extends Change {
  readonly words: string;
}

interface Measure {
  readonly words: string;
  /** Undefined where it cannot be written. */
  readonly write: (sites: HardeningSites, hardening: Hardening) => Change | undefined;
}

function missingMeasures(container: Container, hardening: Hardening): readonly Measure[] {
  const measures: Measure[] = [];
  // A privileged container has every capability whatever it drops.
  if (!hardening.dropsAllCapabilities && !isPrivileged(container)) measures.push(dropCapabilities);
  if (!hardening.forbidsNewPrivileges) measures.push(forbidNewPrivileges);
  if (!hardening.hasReadOnlyRoot) measures.push(makeRootReadOnly);
  return [...measures, ...missingLimits(hardening).map(limitMeasure)];
}

const dropCapabilities: Measure = {
  words: 'drop all capabilities',
  write: ({ droppedCapabilities }) => addItem(droppedCapabilities, 'cap_drop', 'ALL'),
};

const forbidNewPrivileges: Measure = {
  words: 'forbid new privileges',
  write: ({ securityOptions }) =>
    addItem(securityOptions, 'security_opt', 'no-new-privileges:true'),
};

const makeRootReadOnly: Measure = {
  words: 'make the root file system read-only',
  write: ({ readOnly, temporaryFolders }, { mountTargets, details }) => {
    const root = setValue(readOnly, 'read_only', 'true');
    const isWritable = mountTargets.has('/tmp') || details.temporaryFolders.includes('/tmp');
    if (root === undefined || isWritable) return root;
    const folder = addItem(temporaryFolders, 'tmpfs', '/tmp');
    return folder && both(root, folder);
  },
};

function limitMeasure({ resource, what, key, deployKey, value }: Limit): Measure {
  return {
    words: `limit ${what} to ${value}`,
    write: ({ limits: deploy }, { details }) => {
      // Below `deploy`, older versions of Compose want processor time as a text.
      const nested = resource === 'cpu' ? `"${value}"` : value;
      const lifted = details.limits.filter((limit) => limit.resource === resource);
      if (lifted.length > 0) return writeOver(lifted, nested);
      return deploy === undefined ? { keys: [[key, value]] } : { limits: [[deployKey, nested]] };
    },
  };
}

/** In place of every value that lifts the limit, as Compose wants no two that differ. */
function writeOver(
  lifted: readonly { readonly valueSpan: Span | undefined }[],
  value: string,
): Change | undefined {
  const edits = lifted.flatMap(({ valueSpan }) =>
    valueSpan === undefined ? [] : [{ span: valueSpan, newText: value }],
  );
  return edits.length === lifted.length ? { edits } : undefined;
}

function setValue(site: MeasureSite, key: string, value: string): Change | undefined {
  if (site.kind === 'key') return { keys: [[key, value]] };
  return site.kind === 'value' ? { edits: [{ span: site.span, newText: value }] } : undefined;
}

function addItem(site: MeasureSite, key: string, item: string): Change | undefined {
  if (site.kind === 'key') return { keys: [[key, [item]]] };
  if (site.kind === 'none') return undefined;
  const newText = site.kind === 'value' ? item : site.before + item + site.after;
  return { edits: [{ span: site.span, newText }] };
}

function both(one: Change, other: Change): Change {
  return {
    keys: [...(one.keys ?? []), ...(other.keys ?? [])],
    edits: [...(one.edits ?? []), ...(other.edits ?? [])],
  };
}

/** The keys that are missing on the way to the limits, each a level deeper, and the limits in the innermost one. */
function limitInsertion({ limits }: HardeningSites, keys: readonly NewKey[]): readonly TextEdit[] {
  if (limits === undefined) return [];
  const { site, missing } = limits;
  let before = '';
  let { separator } = site;
  for (const key of missing) {
    separator += site.step;
    before += `${key}:${separator}`;
  }
  const { span, newText } = keyInsertion({ ...site, separator }, keys);
  const text = newText.slice(0, newText.length - separator.length) + site.separator;
  return [{ span, newText: before + text }];
}
