import type { ClientId } from "../config/clients.ts";

/** What becomes of one server in one client's file. */
export type ServerChange = {
  readonly name: string;
  /** Whether it was ours before. */
  readonly owned: boolean;
} & (
  | { readonly kind: "add" | "replace" | "unchanged"; readonly notes: readonly string[] }
  /** Taken over from the user, who asked for it. */
  | { readonly kind: "adopt"; readonly notes: readonly string[] }
  /** The user's own of the same name, and as ours would be: it stays theirs. */
  | { readonly kind: "same"; readonly notes: readonly string[] }
  /** Ours, and no longer wanted. */
  | { readonly kind: "remove" }
  /** Was ours, is wanted no longer, and somebody else has taken it out already. */
  | { readonly kind: "forget" }
  /** Left alone: the user's own of the same name, or ours that the user has changed since. */
  | { readonly kind: "conflict"; readonly reason: "foreign" | "changed"; readonly wanted: boolean }
  /** This client cannot have it. */
  | { readonly kind: "problem"; readonly message: string; readonly hint: string }
  /** It starts it from that client's file. */
  | { readonly kind: "covered"; readonly by: ClientId }
);

/** A place of the file where our part differs; nothing around it, which is the user's. */
export interface Hunk {
  readonly server: string;
  /** 1-based, in the file as it was when this step began. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** What was there was the user's own, or ours that they have changed: its values are not shown. */
  readonly foreign?: boolean;
}
