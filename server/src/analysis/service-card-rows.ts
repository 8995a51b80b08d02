import { capabilities } from '../data/capabilities.ts';
import type {
  Container,
  DocumentModel,
  Hardening,
  PublishedPort,
} from '../model/document-model.ts';
import type { Grant } from '../model/grants.ts';
import type { LimitedResource } from '../model/hardening.ts';
import { baseUserOf } from '../rules/base-users.ts';
import { effectiveUser, isRoot } from '../rules/effective-user.ts';
import { isPrivileged } from '../rules/grants.ts';
import { listed } from '../text/words.ts';
import { shownText } from './shown-values.ts';
import type { CardRow } from './service-card.ts';
import { verdictsOf, worst, type KnownVerdict, type VerdictAt } from './service-verdicts.ts';

/** A service with all that its rows look at. */
interface Subject {
  readonly model: DocumentModel;
  readonly container: Container;
  readonly hardening: Hardening;
  readonly verdictAt: VerdictAt;
}

type Cell = Pick<CardRow, 'value' | 'verdict' | 'decidedBy'>;

/** The rows of a service's card, always all of them in one order. */
export function cardRows(
  model: DocumentModel,
  container: Container,
  hardening: Hardening,
): readonly CardRow[] {
  const subject = { model, container, hardening, verdictAt: verdictsOf(model) };
  return cells.map(([id, label, cell]) => {
    const { value, ...rest } = cell(subject);
    return { id, label, value: shownText(value), ...rest };
  });
}

const cells: readonly (readonly [
  id: CardRow['id'],
  label: string,
  cell: (subject: Subject) => Cell,
])[] = [
  ['user', 'User', userCell],
  ['privileged', 'Privileged', privilegedCell],
  ['capabilities-added', 'Capabilities added', addedCell],
  ['capabilities-dropped', 'Capabilities dropped', droppedCell],
  ['host-namespaces', 'Shared with the host', namespacesCell],
  ['host-mounts', 'Access to the host', mountsCell],
  ['limits', 'Limits', limitsCell],
  ['secrets', 'Secrets', secretsCell],
  ['read-only-root', 'Read-only root', rootCell],
  ['privilege-escalation', 'Gaining privileges', escalationCell],
  ['published-ports', 'Published ports', portsCell],
];

const undecided = 'a variable without a default decides';

function userCell(subject: Subject): Cell {
  const { model, container, verdictAt } = subject;
  const setting = effectiveUser(model, container);
  const hooks = container.grants.filter(
    (grant) => grant.kind === 'user' && grant.holder === 'hook' && verdictAt(grant.span) !== 'good',
  );
  const cell = setting === undefined ? imageUser(subject) : settingCell(setting.user);
  return hooks.length === 0
    ? cell
    : {
        value: `${cell.value}; root in its life-cycle hooks`,
        verdict: cell.verdict === 'good' ? 'note' : cell.verdict,
      };
}

function settingCell(user: string | undefined): Cell {
  if (user === undefined) return { value: undecided, verdict: 'unknown' };
  return { value: user, verdict: isRoot(user) ? 'bad' : 'good' };
}

const userOfImage: Cell = {
  value: 'not set here: that of the image',
  verdict: 'unknown',
  decidedBy: 'image',
};

/** Nobody says it in the file, so it is that of the image, as far as our list knows that. */
function imageUser({ model, container }: Subject): Cell {
  const id = model.containers.indexOf(container);
  const occurrence = model.images.find(
    (image) => image.role === 'service' && image.container === id,
  );
  if (occurrence?.image.kind !== 'reference') return userOfImage;
  const base = baseUserOf(occurrence.image.reference);
  const day = base?.checked === undefined ? '' : `, as of ${base.checked}`;
  switch (base?.user) {
    case 'root':
      return { value: `root: the image starts as that${day}`, verdict: 'note' };
    case 'drops':
      return { value: `root at the start, then that of the image${day}`, verdict: 'good' };
    case 'other':
      return { value: `that of the image, without root rights${day}`, verdict: 'good' };
    case undefined:
      return userOfImage;
  }
}

function privilegedCell({ container, hardening, verdictAt }: Subject): Cell {
  if (isPrivileged(container))
    return { value: 'yes: every capability and device of the host', verdict: 'bad' };
  if (hardening.details.undecidedKeys.has('privileged'))
    return { value: undecided, verdict: 'unknown' };
  const commands = container.grants.filter(({ kind }) => kind === 'privileged');
  return commands.length === 0
    ? { value: 'no', verdict: 'good' }
    : { value: 'only commands that are run in it', verdict: gravest(commands, verdictAt) };
}

function addedCell(subject: Subject): Cell {
  const added = subject.container.grants.filter((grant) => grant.kind === 'capability');
  if (isPrivileged(subject.container)) return { value: 'all, as it is privileged', verdict: 'bad' };
  return listCell(
    subject,
    added.map((grant) => grant.name),
    gravest(added, subject.verdictAt),
    ['cap_add'],
  );
}

const defaultCapabilities = capabilities.filter(({ power }) => power === 'default').length;

function droppedCell({ container, hardening }: Subject): Cell {
  const { undecidedKeys, droppedCapabilities } = hardening.details;
  if (isPrivileged(container)) return { value: 'none, as it is privileged', verdict: 'bad' };
  const isAll = droppedCapabilities.some((name) => /^(?:cap_)?all$/i.test(name.trim()));
  if (isAll) return { value: 'all', verdict: 'good' };
  if (undecidedKeys.has('cap_drop')) return { value: undecided, verdict: 'unknown' };
  return droppedCapabilities.length === 0
    ? {
        value: `none: it keeps the ${defaultCapabilities} that every container has`,
        verdict: 'note',
      }
    : { value: `${listed(droppedCapabilities)}; it keeps the others`, verdict: 'note' };
}

function namespacesCell(subject: Subject): Cell {
  const shared = subject.container.grants.filter(
    (grant) => grant.kind === 'host-namespace' && grant.phase === 'run',
  );
  const names = shared.map((grant) => (grant.kind === 'host-namespace' ? grant.namespace : ''));
  const keys = ['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'];
  return listCell(subject, names, gravest(shared, subject.verdictAt), keys);
}

function mountsCell(subject: Subject): Cell {
  const { container, verdictAt } = subject;
  const found = container.grants.flatMap((grant) => {
    const words = reachOf(grant);
    return words === undefined ? [] : [{ words, verdict: reachVerdict(grant, verdictAt) }];
  });
  const verdict = worst(found.map((each) => each.verdict));
  return listCell(
    subject,
    found.map(({ words }) => words),
    verdict,
    ['volumes', 'devices'],
  );
}

/** What of the host a grant reaches, with how; undefined for grants of another kind. */
function reachOf(grant: Grant): string | undefined {
  switch (grant.kind) {
    case 'bind-mount': {
      const { source, target, isReadOnly } = grant;
      const place = target === '' ? '' : ` at ${target}`;
      return `${source}${place}${isReadOnly ? ', read-only' : ''}`;
    }
    case 'engine-api':
      return 'the API of the container engine';
    case 'device':
      return `the device ${grant.path}`;
    case 'device-rule':
      return `devices by the rule ${grant.rule}`;
    default:
      return undefined;
  }
}

function reachVerdict(grant: Grant, verdictAt: VerdictAt): KnownVerdict {
  const spans = [grant.span];
  if (grant.kind === 'bind-mount' && grant.propagationSite) spans.push(grant.propagationSite.span);
  return worst(spans.map(verdictAt));
}

const resources: readonly (readonly [LimitedResource, words: string])[] = [
  ['memory', 'memory'],
  ['cpu', 'processor time'],
  ['processes', 'processes'],
];

function limitsCell({ hardening: { limits, details } }: Subject): Cell {
  const parts = resources.map(([resource, words]) => {
    if (!limits[resource]) return { text: `none for ${words}`, verdict: 'note' as const };
    const written = details.limits.find((limit) => limit.resource === resource && !limit.isLifted);
    const isKnown = written?.value !== undefined;
    return {
      text: `${words} ${isKnown ? written.value : 'by a variable'}`,
      verdict: isKnown ? ('good' as const) : ('unknown' as const),
    };
  });
  const verdicts = parts.map(({ verdict }) => verdict);
  const value = parts.map(({ text }) => text).join(', ');
  if (verdicts.includes('note')) return { value, verdict: 'note' };
  return { value, verdict: verdicts.includes('unknown') ? 'unknown' : 'good' };
}

/** By their names alone: no value is ever shown. */
function secretsCell({ container, hardening, verdictAt }: Subject): Cell {
  const { secrets } = hardening.details;
  const written = container.variables.filter(({ span }) => verdictAt(span) !== 'good');
  const names = [...new Set(written.map(({ name }) => name))];
  const parts = [
    ...(secrets.length === 0 ? [] : [`${listed(secrets)} as ${plural(secrets, 'file')}`]),
    ...(names.length === 0 ? [] : [`${listed(names)} written in the Compose file`]),
  ];
  const verdict = worst(written.map(({ span }) => verdictAt(span)));
  return { value: parts.length === 0 ? 'none' : parts.join('; '), verdict };
}

function plural({ length }: readonly string[], noun: string): string {
  return length === 1 ? `a ${noun}` : `${noun}s`;
}

function rootCell({ hardening }: Subject): Cell {
  if (!hardening.hasReadOnlyRoot)
    return { value: 'no: it can rewrite its own programs', verdict: 'note' };
  return hardening.details.undecidedKeys.has('read_only')
    ? { value: undecided, verdict: 'unknown' }
    : { value: 'yes', verdict: 'good' };
}

function escalationCell({ container, hardening, verdictAt }: Subject): Cell {
  const options = container.grants.filter((grant) => grant.kind === 'security-option');
  const lost = options.filter(({ span }) => verdictAt(span) !== 'good');
  const names = lost.map(({ name, value }) => (value === '' ? name : `${name}:${value}`));
  const beside = names.length === 0 ? '' : `; ${listed(names)}`;
  const isForbidden = options.some(
    ({ name, span }) => name === 'no-new-privileges' && verdictAt(span) === 'good',
  );
  const cell = escalation(isForbidden, hardening);
  return {
    value: cell.value + beside,
    verdict: names.length === 0 ? cell.verdict : gravest(lost, verdictAt),
  };
}

function escalation(isForbidden: boolean, { forbidsNewPrivileges }: Hardening): Cell {
  if (!forbidsNewPrivileges) return { value: 'possible by set-user-id programs', verdict: 'note' };
  // What may forbid it counts as taken, but is known of no option.
  return isForbidden
    ? { value: 'forbidden', verdict: 'good' }
    : { value: undecided, verdict: 'unknown' };
}

function portsCell(subject: Subject): Cell {
  const { published } = subject.container;
  const isOpen = published.some(({ host }) => host.kind === 'unknown');
  const cell = listCell(subject, published.map(portWords), gravest(published, subject.verdictAt), [
    'ports',
  ]);
  return isOpen && cell.verdict === 'good' ? { ...cell, verdict: 'unknown' } : cell;
}

function portWords({ host, container, protocol }: PublishedPort): string {
  const range =
    container === undefined ? 'a port' : [...new Set([container.first, container.last])].join('-');
  const place = {
    all: 'on every address',
    unknown: 'on an address by a variable',
    address: host.kind === 'address' ? `on ${host.address}` : '',
  }[host.kind];
  return `${range}/${protocol} ${place}`;
}

/** What a list holds; where a variable decides over a part of it, nothing good is said of the whole. */
function listCell(
  { hardening }: Subject,
  items: readonly string[],
  verdict: KnownVerdict,
  keys: readonly string[],
): Cell {
  const open = keys.filter((key) => hardening.details.undecidedKeys.has(key));
  const known = items.length === 0 ? 'none' : listed(items);
  if (open.length === 0) return { value: known, verdict };
  const value = `${items.length === 0 ? '' : `${known}; `}${undecided} over ${listed(open)}`;
  return { value, verdict: verdict === 'good' ? 'unknown' : verdict };
}

function gravest(
  grants: readonly { readonly span: Grant['span'] }[],
  verdictAt: VerdictAt,
): KnownVerdict {
  return worst(grants.map(({ span }) => verdictAt(span)));
}
