import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSigstore, type SigstoreInstance } from '../support/cosign-authority.ts';
import { pushExaminedImage, type ExaminedImage } from '../support/examined-image.ts';
import { provideGoRegistry, startGoRegistry, type GoRegistry } from '../support/go-registry.ts';
import { readReport } from '../support/inspecting.ts';
import { requirePackaged } from '../support/packaged.ts';
import { createPerson, type Person } from '../support/person.ts';
import { factsOf, tableOf } from '../support/told-report.ts';
import { extraMark } from '../support/tools.ts';
import { isSkipped } from './tools.ts';

const program = isSkipped ? { missing: 'the other tools' } : provideGoRegistry();
const path = 'path' in program ? program.path : '';
const title = 'a registry that has the referrers API';
const leftOut = 'missing' in program ? ` ${extraMark}${program.missing})` : '';

describe.skipIf('missing' in program)(title + leftOut, () => {
  let registry: GoRegistry;
  let sigstore: SigstoreInstance;
  let image: ExaminedImage;
  let person: Person;

  beforeAll(async () => {
    requirePackaged();
    registry = await startGoRegistry(path);
    sigstore = await startSigstore();
    image = await pushExaminedImage(registry, sigstore);
    person = await createPerson();
    await person.write('release.pub', image.key.pem);
  });
  afterAll(async () => {
    await person.close();
    await sigstore.close();
    await registry.close();
  });

  it('is asked for signatures by it and by the tag of cosign, and not by the tag that stands in', async () => {
    const words = ['inspect', '--format', 'json', '--key', 'release.pub'];
    const { code, output, connections } = await person.seaworthy(...words, `${image.name}:3.8`);
    expect({ code, connections }).toEqual({ code: 0, connections: [registry.host] });
    const told = await readReport(output);
    expect(factsOf(told)).toMatchObject({
      signature: { value: 'verified' },
      signers: { value: '`release.pub`' },
    });
    const places = tableOf(told, 'signatures').map(([, form, place]) => `${form}, ${place}`);
    expect(places.toSorted()).toEqual([
      'Sigstore bundle, the referrers API',
      'Sigstore bundle, the referrers API',
      "cosign, cosign's tag",
      "cosign, cosign's tag",
    ]);
  });
});
