// Stands in the bundles for the package `debug`, which prints the headers of requests where DEBUG is set.
export default () => () => undefined;
