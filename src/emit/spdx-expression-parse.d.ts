/** spdx-expression-parse has no types of its own. */
declare module "spdx-expression-parse" {
  export type SpdxNode =
    | { license: string; plus?: true; exception?: string }
    | { left: SpdxNode; conjunction: "and" | "or"; right: SpdxNode };
  /** Throws for what is no SPDX expression. */
  export default function parse(expression: string): SpdxNode;
}
