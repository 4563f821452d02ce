/** Makes the stand-in package set ready to use: bundles what its fetchers run. */
export declare function bundleStandIn(): Promise<void>;
