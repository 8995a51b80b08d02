import { resolve } from 'node:path';
import { signerPolicyFor } from '../../analysis/questions/signers.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { TrustSettings } from '../../settings/inspection-settings.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { SignerPolicy } from '../../trust/trust-source.ts';
import type { CommandSigner } from '../command.ts';
import { readTextFile } from '../files.ts';
import type { CliPorts } from '../ports.ts';
import { requirementsOf } from './service-file.ts';

const beginningOfKey = '-----BEGIN PUBLIC KEY-----';

/**
 * Who may sign the image: whom the command line names, else whom the team's configuration, the person's settings or our own
 * table name. An error is a sentence about a key that cannot be used.
 */
export async function signersFor(
  reference: ImageReference,
  signer: CommandSigner | undefined,
  settings: TrustSettings,
  ports: CliPorts,
): Promise<Result<SignerPolicy, string>> {
  if (signer === undefined)
    return ok(signerPolicyFor(reference, await requirementsOf(ports), settings));
  if (signer.kind === 'identity') return ok({ signers: [signer], from: 'settings' });
  const read = await readTextFile(resolve(ports.folder, signer.file));
  if (!read.ok) return fail(read.error.sentence);
  const pem = read.value.text;
  if (!pem.includes(beginningOfKey))
    return fail(
      `${signer.file} has no public key. It must be in PEM and begin with \`${beginningOfKey}\`.`,
    );
  return ok({ signers: [{ kind: 'key', name: signer.file, pem }], from: 'settings' });
}
