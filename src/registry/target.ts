/**
 * The Node that packages are resolved for: today's default `nodejs` of nixpkgs. One constant, so that
 * resolving gives the same versions whatever Node runs this program.
 */
export const TARGET_NODE = "24.11.0";
