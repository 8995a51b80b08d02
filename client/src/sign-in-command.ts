/** The command that asks for credentials; argument: the registry's name, if it is known. */
export const signInCommand = 'seaworthy.signIn';
