import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import type { PythonIndex } from "./python-index.ts";

/** Project (PEP 503 name) → version. */
export type Pins = ReadonlyMap<string, string>;

export interface ResolveRequest {
  /** PEP 508. */
  readonly requirements: readonly string[];
  /** PEP 508: bounds for what is required, which require nothing themselves. */
  readonly constraints: readonly string[];
  readonly system: PythonSystem;
  /** `3.13` */
  readonly python: string;
  /** A folder with further wheels; null: none. */
  readonly wheels: string | null;
  readonly index: PythonIndex;
  readonly signal?: AbortSignal | undefined;
}

export type Resolution =
  | {
      readonly solved: true;
      /** Every project that has to be installed. */
      readonly pins: Pins;
      /** Further systems for which the same versions do, where that came out on the way. */
      readonly others: ReadonlyMap<PythonSystem, Pins>;
    }
  | {
      readonly solved: false;
      /** The tool's own words, shortened. */
      readonly message: string;
      /** Projects of which it says that no wheel of theirs fits. */
      readonly withoutWheel: readonly string[];
    };

/** A program that picks versions: only such as have wheels for the system, so that no package's code is run. */
export interface Resolver {
  readonly name: "uv" | "pip";
  /** @throws UserError `E_PYTHON_RESOLVE` where it fails for another reason than that there is no solution */
  resolve(request: ResolveRequest): Promise<Resolution>;
}
