import type { LockedServer } from "../config/lock-schema.ts";
import type { UserError } from "../errors.ts";
import type { Advisory } from "./advisory.ts";
import type { Ignored } from "./ignore.ts";

/** A weakness in one package of one server. */
export interface Finding {
  readonly advisory: Advisory;
  readonly version: string;
  /** `name@version` from the server on to the package; null: the lock does not tell. */
  readonly way: readonly string[] | null;
  readonly remedy: Remedy;
}

/** What is to be done; `text` is a sentence for the user. */
export interface Remedy {
  /**
   * refresh: a new lock takes a version without it; override: servers.yaml has to ask for one; update: the server has to;
   * none: no version is without it.
   */
  readonly kind: "refresh" | "override" | "update" | "none";
  /** The version to go to; null: not known. */
  readonly version: string | null;
  readonly text: string;
}

export interface ServerReport {
  readonly server: string;
  readonly kind: LockedServer["kind"];
  readonly package: string;
  readonly version: string;
  /** Packages that some registry was asked about, the server among them. */
  readonly asked: number;
  /** Of these, those that nobody answered for. */
  readonly unanswered: number;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly ignored: readonly (Finding & { readonly why: Ignored })[];
  /** What of it was not looked at. */
  readonly notes: readonly string[];
}

export interface AuditReport {
  readonly servers: readonly ServerReport[];
  readonly errors: readonly UserError[];
}
