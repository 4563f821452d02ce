/** nixpkgs' Python packages, as a catalog of it tells them. */
export interface NixpkgsPython {
  /** Its commit, else what else tells it from others: for the lock. */
  readonly revision: string;
  /** The version of an attribute below the package set of a Python (`3.13`); null: there is none such. */
  versionOf(python: string, attr: string): string | null;
  /** Whether it lists packages of that Python at all. */
  has(python: string): boolean;
}
