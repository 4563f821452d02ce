/** Writes the bundle of the command line to `outdir`, absolute. */
export function bundle(outdir: string): Promise<void>;
