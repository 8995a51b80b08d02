/** How the VS Code of a test is set up beyond what every one gets; handed to the stand-in as JSON. */
export interface HostSetup {
  /** Settings of the user. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Settings of the machine, for those of machine scope; a desktop has both in one place. */
  readonly machineSettings: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** The environment variable that holds it. */
export const hostSetupVariable = 'SEAWORTHY_TEST_HOST_SETUP';

export function readHostSetup(environment: NodeJS.ProcessEnv): HostSetup {
  const text = environment[hostSetupVariable];
  return text === undefined
    ? { settings: {}, machineSettings: {}, environment: {} }
    : (JSON.parse(text) as HostSetup);
}
