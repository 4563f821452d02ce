import type { JsonObject, JsonValue } from "../../clients/types.ts";

/**
 * A client's configuration as text, and its servers. Immutable: an edit gives the document after it, so that
 * edits chain (`document.set(…).set(…).remove(…).text`) and a large file is read once.
 *
 * An edit that would change anything else is refused by a ConfigSyntaxError: by the edit itself, or by the `text`
 * at the end of the chain.
 *
 * What an edit keeps: every byte outside of the entry, and of the container where one has to be made.
 * `remove` after `set` gives the bytes before, for any number of entries in any order.
 */
export interface ConfigDocument {
  /** After edits it may be checked now, as a whole: it throws ConfigSyntaxError where an edit is refused. */
  readonly text: string;
  /** The same unchecked: to show what an edit does, never to write it. */
  readonly draft: string;
  /** In the file's order, each once. */
  names(): readonly string[];
  /** How many entries have that name. */
  count(name: string): number;
  /**
   * An entry as its client reads it, undefined where there is none. Of entries with the same name the last
   * counts, as it does for `JSON.parse`. In a list the name is part of the entry.
   */
  get(name: string): JsonValue | undefined;
  /**
   * Adds an entry after the others, or replaces the one of that name whole; more of that name go. An entry that
   * is there with that value already stays as it is written. In a list the name is written under its key,
   * whether the entry carries it or not.
   */
  set(name: string, entry: JsonObject): EditedDocument;
  /**
   * Takes out every entry of that name; nothing happens where there is none. `undo`: what a `set` of this file
   * gave, whichever entry it was for. It is used once the container is empty again.
   */
  remove(name: string, undo?: JsonValue): ConfigDocument;
}

export interface EditedDocument extends ConfigDocument {
  /**
   * How the container was before something had to be made of it: absent, null, empty. It belongs to the file
   * rather than to the entry: at most one of the entries of ours that are in a file has come with one. Keep it
   * until the last of them is out, and give it to each `remove`. Absent where the text itself tells.
   */
  readonly undo?: JsonValue;
}
