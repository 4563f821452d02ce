import type { Settings } from "../config/servers-schema.ts";

/** nixpkgs: ready to be sent upstream. overlay: names no registry, with the helpers of `overlays/lib`. */
export type Style = Settings["style"];
