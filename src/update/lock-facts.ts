import type { InstallScript } from "../config/lock-npm-schema.ts";
import type { LockedOf, LockedServer } from "../config/lock-schema.ts";
import { recipeOf } from "../project/recipes.ts";

/** What a lock says that a reader of an update wants to compare. */
export interface LockFacts {
  /** Packages that come with it; null where that is nixpkgs' matter. */
  readonly dependencies: number | null;
  readonly installScripts: readonly InstallScript[];
  /** Names whose install scripts run in the build. */
  readonly allowScripts: readonly string[];
  readonly license: string | null;
  /** What it runs on and which versions of it: `Node >=20`; null: not said. */
  readonly engine: string | null;
  /** Its author's message; null: not so. */
  readonly deprecated: string | null;
  /** A page about what changed; null: none is known. */
  readonly changelog: string | null;
}

type OfKind = Pick<LockFacts, "installScripts" | "allowScripts" | "engine" | "deprecated">;

const quiet: OfKind = { installScripts: [], allowScripts: [], engine: null, deprecated: null };

/** What each recipe's lock says in words of its own. */
const readers: { readonly [Kind in LockedServer["kind"]]: (locked: LockedOf<Kind>) => OfKind } = {
  npm: ({ installScripts, allowScripts, meta }) => ({
    installScripts,
    allowScripts,
    engine: engine("Node", meta.node),
    deprecated: meta.deprecated,
  }),
  "npm-source": ({ allowScripts, meta }) => ({ ...quiet, allowScripts, engine: engine("Node", meta.node) }),
  python: ({ meta }) => ({
    ...quiet,
    engine: engine("Python", meta.requiresPython),
    deprecated: meta.yanked === null ? null : `withdrawn: ${meta.yanked || "no reason given"}`,
  }),
  go: ({ meta }) => ({ ...quiet, engine: engine("Go", meta.go), deprecated: meta.deprecated }),
};

export function factsOf(locked: LockedServer): LockFacts {
  // What the table holds under a kind is for that kind, which its type cannot say of a union.
  const read = readers[locked.kind] as (locked: LockedServer) => OfKind;
  return {
    ...read(locked),
    dependencies: recipeOf(locked).dependencies(locked),
    license: locked.meta.license,
    changelog: locked.meta.changelog ?? releasesPage(locked.meta.homepage),
  };
}

function engine(name: string, wanted: string | null): string | null {
  return wanted === null ? null : `${name} ${wanted}`;
}

/** Every repository on GitHub has one, be it empty. */
function releasesPage(homepage: string | null): string | null {
  const [page] = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+?(?=\.git$|[/#?]|$)/.exec(homepage ?? "") ?? [];
  return page === undefined ? null : `${page}/releases`;
}
