import { adminPortExposed } from './admin-port-exposed.ts';
import { buildImageMayPull } from './build-image-may-pull.ts';
import { buildSandboxDisabled } from './build-sandbox-disabled.ts';
import { capAddDangerous } from './cap-add-dangerous.ts';
import { capAddElevated } from './cap-add-elevated.ts';
import { capDropMissing } from './cap-drop-missing.ts';
import { contentTrustObsolete } from './content-trust-obsolete.ts';
import { contextIncludesSecrets } from './context-includes-secrets.ts';
import { credentialInUrl } from './credential-in-url.ts';
import { dockerApiOverTcp } from './docker-api-over-tcp.ts';
import { dockerSocketMounted } from './docker-socket-mounted.ts';
import { hostDeviceDangerous } from './host-device-dangerous.ts';
import { hostNamespace } from './host-namespace.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathExposed } from './host-path-exposed.ts';
import { hostPathWritable } from './host-path-writable.ts';
import { imageDeprecated } from './image-deprecated.ts';
import { imageDigestInvalid } from './image-digest-invalid.ts';
import { imageDigestMissing } from './image-digest-missing.ts';
import { imageDigestOutdated } from './image-digest-outdated.ts';
import { imageFloatingTag } from './image-floating-tag.ts';
import { imageLatestTag } from './image-latest-tag.ts';
import { imageNoTag } from './image-no-tag.ts';
import { imageNotPinned } from './image-not-pinned.ts';
import { imagePublisherUnknown } from './image-publisher-unknown.ts';
import { imageSinglePlatformPin } from './image-single-platform-pin.ts';
import { imageSourceUnknown } from './image-source-unknown.ts';
import { imageStale } from './image-stale.ts';
import { imageTagMismatch } from './image-tag-mismatch.ts';
import { imageVulnerable } from './image-vulnerable.ts';
import { mountPropagationShared } from './mount-propagation-shared.ts';
import { noNewPrivilegesMissing } from './no-new-privileges-missing.ts';
import { passwordInBuild } from './password-in-build.ts';
import { portAllInterfaces } from './port-all-interfaces.ts';
import { privilegedContainer } from './privileged-container.ts';
import { readOnlyRootfsMissing } from './read-only-rootfs-missing.ts';
import { registryNotAllowed } from './registry-not-allowed.ts';
import { remoteAddUnverified } from './remote-add-unverified.ts';
import { remoteScriptExec } from './remote-script-exec.ts';
import { requiredAttestationMissing } from './required-attestation-missing.ts';
import { requiredDigestMissing } from './required-digest-missing.ts';
import { requiredOfficialImage } from './required-official-image.ts';
import { requiredSignatureMissing } from './required-signature-missing.ts';
import { resourceLimitsMissing } from './resource-limits-missing.ts';
import { resourceUnlimited } from './resource-unlimited.ts';
import type { DocumentedRule } from './rule.ts';
import { secretFileCopied } from './secret-file-copied.ts';
import { secretInEnv } from './secret-in-env.ts';
import { secretLiteral } from './secret-literal.ts';
import { secretMountPermissive } from './secret-mount-permissive.ts';
import { securityProfileDisabled } from './security-profile-disabled.ts';
import { sensitivePortPublished } from './sensitive-port-published.ts';
import { setuidBitSet } from './setuid-bit-set.ts';
import { sudoUsed } from './sudo-used.ts';
import { sudoersNopasswd } from './sudoers-nopasswd.ts';
import { unusedSuppression } from './unused-suppression.ts';
import { userNotSet } from './user-not-set.ts';
import { userRoot } from './user-root.ts';
import { verificationDisabled } from './verification-disabled.ts';
import { worldWritableFiles } from './world-writable-files.ts';

/** Every rule, in the order in which the documentation lists them; those that are being tried out last. */
export const rules: readonly DocumentedRule[] = [
  imageNoTag,
  imageLatestTag,
  imageFloatingTag,
  imageNotPinned,
  imageDigestInvalid,
  imageDigestMissing,
  imageSinglePlatformPin,
  imageTagMismatch,
  imageDigestOutdated,
  registryNotAllowed,
  imageDeprecated,
  imagePublisherUnknown,
  imageStale,
  imageSourceUnknown,
  imageVulnerable,
  requiredDigestMissing,
  requiredOfficialImage,
  requiredSignatureMissing,
  requiredAttestationMissing,
  userRoot,
  userNotSet,
  sudoUsed,
  sudoersNopasswd,
  passwordInBuild,
  worldWritableFiles,
  setuidBitSet,
  adminPortExposed,
  buildSandboxDisabled,
  remoteAddUnverified,
  remoteScriptExec,
  verificationDisabled,
  secretInEnv,
  secretLiteral,
  credentialInUrl,
  secretFileCopied,
  contextIncludesSecrets,
  secretMountPermissive,
  privilegedContainer,
  dockerSocketMounted,
  dockerApiOverTcp,
  hostPathWritable,
  hostPathExposed,
  capAddDangerous,
  capAddElevated,
  securityProfileDisabled,
  hostNetwork,
  hostNamespace,
  hostDeviceDangerous,
  sensitivePortPublished,
  mountPropagationShared,
  resourceUnlimited,
  unusedSuppression,
  portAllInterfaces,
  capDropMissing,
  noNewPrivilegesMissing,
  readOnlyRootfsMissing,
  resourceLimitsMissing,
  buildImageMayPull,
  contentTrustObsolete,
];
