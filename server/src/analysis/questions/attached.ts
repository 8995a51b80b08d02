import type { Attestations } from '../../registry/attestation-source.ts';
import { counted } from '../../text/words.ts';
import { explainRegistryError } from '../registry-sentences.ts';
import { shownText, shownValue } from '../shown-values.ts';
import type { Fact, FactTable } from './answer.ts';
import { isPackageList, isProvenance } from './attestation-kinds.ts';
import type { Examination } from './examination.ts';
import { known, none, tableOf, unknown } from './facts.ts';
import { notAsked, publishersClaim, registryOf, silent } from './sources.ts';

const maximalPackages = 500;

/** Whether a list of packages and a statement how it was built are attached; nobody has checked either. */
export function attachedFacts({ inspection, attestations }: Examination): readonly Fact[] {
  const labels = [
    ['packageList', 'List of packages (SBOM)'],
    ['provenance', 'How it was built (provenance)'],
  ] as const;
  if (attestations === undefined)
    return labels.map(([id, label]) => unknown(id, label, notAsked, 'not asked'));
  if (!attestations.ok) {
    const why = explainRegistryError(inspection.reference, attestations.error, 'look at');
    return labels.map(([id, label]) => unknown(id, label, silent(attestations.error), why));
  }
  const source = registryOf(inspection.reference.registry);
  const values = [packagesInWords(attestations.value), provenanceInWords(attestations.value)];
  return labels.map(([id, label], index) => {
    const value = values[index];
    return value === undefined
      ? known(id, label, none, source)
      : known(id, label, value, publishersClaim);
  });
}

function packagesInWords({ packages, found }: Attestations): string | undefined {
  if (packages !== undefined) {
    const tool = packages.tool === undefined ? '' : `, by ${shownText(packages.tool, 80)}`;
    return `${counted(packages.packages.length, 'package')} in ${packages.format === 'spdx' ? 'SPDX' : 'CycloneDX'}${tool}`;
  }
  return found.some(isPackageList) ? 'attached, in a form that is not read here' : undefined;
}

function provenanceInWords({ provenance, found }: Attestations): string | undefined {
  if (provenance !== undefined) {
    const { builder, version } = provenance;
    const by = builder === undefined ? 'a builder without a name' : shownValue('', builder);
    return `SLSA ${version}, by ${by}`;
  }
  return found.some(isProvenance) ? 'attached, in a form that is not read here' : undefined;
}

const placeWords = {
  index: 'in the index',
  referrers: 'by what refers to it',
  'referrers-tag': 'under a tag for what refers to it',
  'cosign-tag': "under cosign's tag",
} as const;

/** All that is attached, by its type. */
export function attachedTables({ attestations, inspection }: Examination): readonly FactTable[] {
  if (attestations?.ok !== true) return [];
  return tableOf({
    id: 'attestations',
    title: 'Attestations',
    columns: ['Type', 'Found', 'Digest'],
    source: registryOf(inspection.reference.registry),
    rows: attestations.value.found.map(({ predicateType, place, digest }) => [
      shownText(predicateType, 200),
      placeWords[place],
      digest,
    ]),
    maximum: 100,
  });
}

/** What went into the build, by the provenance. */
export function materialTable({ attestations }: Examination): readonly FactTable[] {
  const provenance = attestations?.ok === true ? attestations.value.provenance : undefined;
  return tableOf({
    id: 'materials',
    title: 'What it was built from',
    columns: ['Material', 'Digest'],
    source: publishersClaim,
    rows: (provenance?.materials ?? []).map(({ uri, digest }) => [
      shownValue('', uri),
      digest === undefined ? 'not told' : shownText(digest, 160),
    ]),
    maximum: 200,
  });
}

/** The packages that an attached list names. */
export function packageTable({ attestations }: Examination): readonly FactTable[] {
  const list = attestations?.ok === true ? attestations.value.packages : undefined;
  return tableOf({
    id: 'packages',
    title: 'Packages',
    columns: ['Package', 'Version'],
    source: publishersClaim,
    rows: (list?.packages ?? []).map(({ name, version }) => [
      shownText(name, 160),
      shownText(version, 80),
    ]),
    maximum: maximalPackages,
  });
}
