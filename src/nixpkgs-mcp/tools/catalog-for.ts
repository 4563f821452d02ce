import type { Catalog, CatalogState } from "../catalog/types.ts";
import type { ToolContext } from "./tool.ts";

/** The catalog, waited for; the wait is told as progress. Throws `E_CATALOG` when there can be none. */
export async function catalogFor({ core, signal, onProgress }: ToolContext): Promise<Catalog> {
  const source = await core.services.catalogSource();
  return source.catalog({ signal, onState: (state) => tell(state, onProgress) });
}

function tell(state: CatalogState, onProgress: ToolContext["onProgress"]): void {
  if (state.kind !== "loading") return;
  const { what, done, total } = state;
  const message = what === "download" ? "downloading the list of packages" : "indexing the list of packages";
  onProgress({
    kind: what === "download" ? "download" : "resolve",
    message,
    ...(done === undefined ? {} : { done }),
    ...(total === undefined ? {} : { total }),
  });
}
