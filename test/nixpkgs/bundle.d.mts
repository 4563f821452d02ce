/** Makes the stand-in package set ready to use: bundles what its `fetchNpmDeps` runs. */
export declare function bundleStandIn(): Promise<void>;
