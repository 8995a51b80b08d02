import { capAddDangerous } from './cap-add-dangerous.ts';
import { dockerSocketMounted } from './docker-socket-mounted.ts';
import { hostNamespace } from './host-namespace.ts';
import { hostNetwork } from './host-network.ts';
import { imageDigestInvalid } from './image-digest-invalid.ts';
import { imageFloatingTag } from './image-floating-tag.ts';
import { imageLatestTag } from './image-latest-tag.ts';
import { imageNoTag } from './image-no-tag.ts';
import { imageNotPinned } from './image-not-pinned.ts';
import { privilegedContainer } from './privileged-container.ts';
import type { Rule } from './rule.ts';
import { securityProfileDisabled } from './security-profile-disabled.ts';
import { userRoot } from './user-root.ts';

/** Every rule, in the order in which the documentation lists them. */
export const rules: readonly Rule[] = [
  imageNoTag,
  imageLatestTag,
  imageFloatingTag,
  imageNotPinned,
  imageDigestInvalid,
  userRoot,
  privilegedContainer,
  dockerSocketMounted,
  capAddDangerous,
  securityProfileDisabled,
  hostNetwork,
  hostNamespace,
];
