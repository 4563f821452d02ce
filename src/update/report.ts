import type { InstallScript } from "../config/lock-npm-schema.ts";
import type { LockFacts } from "./lock-facts.ts";
import type { VersionDetail } from "./published.ts";

/** A value on both sides, where both are known and differ. */
export interface Changed<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** An install script, as a build would run it if it were allowed to. */
export interface ScriptChange {
  readonly name: string;
  readonly version: string;
  /** preinstall, install, postinstall → command. */
  readonly before: Readonly<Record<string, string>> | null;
  readonly after: Readonly<Record<string, string>>;
  /** servers.yaml lets it run. */
  readonly allowed: boolean;
}

/** What a reviewer wants to know of an update beside its version. Absent where nothing changed or nothing is known. */
export interface UpdateReport {
  /** ISO 8601; null: not known. */
  readonly published: string | null;
  readonly changelog: string | null;
  /** Bytes of the package as it is downloaded, and of its files; null where not known. */
  readonly size: {
    readonly download: Changed<number | null>;
    readonly unpacked: Changed<number | null>;
  };
  readonly dependencies: Changed<number | null>;
  /** Those that are new or have other commands. */
  readonly scripts: readonly ScriptChange[];
  readonly maintainers: { readonly added: readonly string[]; readonly removed: readonly string[] } | null;
  readonly publisher: Changed<string> | null;
  readonly provenance: "lost" | "gained" | null;
  readonly license: Changed<string | null> | null;
  readonly engine: Changed<string | null> | null;
  /** Its author's message, where it was not deprecated before. */
  readonly deprecated: string | null;
}

export interface Side {
  readonly facts: LockFacts;
  readonly detail: VersionDetail;
}

/** What changed between two versions of a server. */
export function reportOf(before: Side, after: Side): UpdateReport {
  const { provenance } = before.detail;
  return {
    published: after.detail.published,
    changelog: after.facts.changelog,
    size: {
      download: { before: before.detail.download, after: after.detail.download },
      unpacked: { before: before.detail.unpacked, after: after.detail.unpacked },
    },
    dependencies: { before: before.facts.dependencies, after: after.facts.dependencies },
    scripts: scriptChanges(before.facts, after.facts),
    maintainers: maintainersChanged(before.detail.maintainers, after.detail.maintainers),
    publisher: bothKnown(before.detail.publisher, after.detail.publisher),
    provenance:
      provenance === null || after.detail.provenance === null || provenance === after.detail.provenance
        ? null
        : provenance
          ? "lost"
          : "gained",
    license: changed(before.facts.license, after.facts.license),
    engine: changed(before.facts.engine, after.facts.engine),
    deprecated: before.facts.deprecated === null ? after.facts.deprecated : null,
  };
}

function changed<Value>(before: Value, after: Value): Changed<Value> | null {
  return before === after ? null : { before, after };
}

function bothKnown<Value>(before: Value | null, after: Value | null): Changed<Value> | null {
  return before === null || after === null ? null : changed(before, after);
}

function maintainersChanged(
  before: readonly string[] | null,
  after: readonly string[] | null,
): UpdateReport["maintainers"] {
  if (before === null || after === null) return null;
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  return added.length + removed.length === 0 ? null : { added, removed };
}

/**
 * Scripts whose commands the version before did not have: by package, since a dependency's version changes with most
 * updates and its script seldom does.
 */
function scriptChanges(before: LockFacts, after: LockFacts): ScriptChange[] {
  return after.installScripts.flatMap(({ name, version, scripts }) => {
    const known = before.installScripts.filter((script) => script.name === name);
    if (known.some((script) => isSame(script.scripts, scripts))) return [];
    const allowed = after.allowScripts.includes(name);
    return [{ name, version, before: known[0]?.scripts ?? null, after: scripts, allowed }];
  });
}

function isSame(one: InstallScript["scripts"], other: InstallScript["scripts"]): boolean {
  const text = (scripts: InstallScript["scripts"]) => JSON.stringify(Object.entries(scripts).sort());
  return text(one) === text(other);
}
