/** What speaks against a package; nixpkgs refuses to evaluate it without being allowed to. */
export interface Marks {
  readonly unfree: boolean;
  readonly broken: boolean;
  readonly insecure: boolean;
  readonly unsupported: boolean;
}
