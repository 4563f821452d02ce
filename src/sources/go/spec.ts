import { UserError } from "../../errors.ts";
import { pathProblem, programName } from "./module-path.ts";
import { isVersion } from "./version.ts";

/** A package of a Go module and the version that is wanted of it. */
export interface GoSource {
  readonly kind: "go";
  /** As the user wrote it, `go:` included. */
  readonly spec: string;
  /** Import path of the package, or of the module alone. */
  readonly name: string;
  /** What it is called where no path can stand: its program. */
  readonly called: string;
  /** A version, `latest`, `v1`, `v1.2`, `<v2.0.0`, a branch or a commit: Go's version queries. */
  readonly wanted: string;
  readonly wantedType: "version" | "query";
}

/**
 * Parses what follows `go:`, written as for `go install`: `PATH` or `PATH@VERSION`.
 *
 * @throws UserError `E_SOURCE` for a path no module can have, or an empty or impossible version
 */
export function parseGoSource(rest: string, spec = `go:${rest}`): GoSource {
  const at = rest.indexOf("@");
  const path = at < 0 ? rest : rest.slice(0, at);
  const wanted = at < 0 ? "latest" : rest.slice(at + 1);
  const schemeless = path
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  const problem = pathProblem(path);
  if (problem !== null) {
    const mended = schemeless !== path && pathProblem(schemeless) === null ? schemeless : undefined;
    throw refused(`"${path}" is no import path of Go: ${problem}`, spec, mended);
  }
  if (wanted === "" || /[@\s!\\:*?"'|]/.test(wanted) || wanted.includes("..") || wanted.startsWith("/")) {
    throw refused(`"${wanted}" is no version of Go modules`, spec, path);
  }
  if (/^\d+\.\d+\.\d+/.test(wanted)) {
    throw refused(`"${wanted}" is no version of Go modules: they begin with v`, spec, `${path}@v${wanted}`);
  }
  return {
    kind: "go",
    spec,
    name: path,
    called: programName(path),
    wanted,
    wantedType: isVersion(wanted) ? "version" : "query",
  };
}

function refused(message: string, where: string, instead: string | undefined): UserError {
  return new UserError(message, {
    code: "E_SOURCE",
    where,
    hint: `Write ${instead === undefined ? "go:github.com/OWNER/REPO[/cmd/NAME][@VERSION]" : `go:${instead}`}.`,
  });
}
