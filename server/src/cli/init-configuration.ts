/** A configuration that decides nothing yet: every key with its default, in comments that say what it is for. */
export const commentedConfiguration = `# yaml-language-server: $schema=https://raw.githubusercontent.com/seaworthy/seaworthy/main/schemas/seaworthy.schema.json

# What this team decides about the checks of Dockerfiles and Compose files, at the prompt, in pipelines and in editors.
# The lines that are commented out are the defaults: take the "#" away and change what shall be different.
# All of it is explained at https://github.com/seaworthy/seaworthy/blob/main/docs/configuration.md

# Which rules are on: minimal (errors only), recommended, or strict (everything).
# profile: recommended

# The lightest severity that makes \`seaworthy check\` fail: error, warning, information or hint.
# failOn: warning

# How severe single rules are, or off, as in { image-latest-tag: error, host-network: off }.
# \`seaworthy rules\` lists them all, \`seaworthy explain RULE\` tells what one is for and which options it has.
# rules: {}

# Whether rules that are still being tried out are on.
# preview: false

# Where images may come from, as in ['docker.io/library/*', registry.example.com]; empty means from anywhere.
# trustedRegistries: []

# Who may publish them, as in [official, verified, registry.example.com]; empty means anybody.
# trustedPublishers: []

# What images must have (signature, digest, official, attestation), as in
# [{ images: ['registry.example.com/**'], measures: [digest, signature], signers: [{ keyFile: keys/images.pub }] }].
# require: []

# Images whose tags are not judged, as in ['registry.example.com/base/**'].
# allowImages: []

# Other choices for some files or Compose services, each with its reason, as in
# [{ files: ['**/*dev*'], rules: { image-latest-tag: off }, reason: never leaves a developer's machine }].
# overrides: []

# Files and folders that are left out, as in [third_party]. What .gitignore names is left out anyway.
# exclude: []

# Other linters whose ignore comments count here too: hadolint, buildkit, trivy, checkov.
# honour: []
`;
