import { join } from "node:path";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { dummyValue } from "../mcp/dummies.ts";

/** A server that was built, and how it is to be started. */
export interface BuiltServer {
  readonly name: string;
  readonly version: string;
  /** Its program, absolute. */
  readonly program: string;
  /** The package, where it is in another store than /nix/store; null: it is there. */
  readonly elsewhere: string | null;
  readonly args: readonly string[];
  /** Of servers.yaml; those whose values are secret have made-up ones. */
  readonly env: Readonly<Record<string, string>>;
  /** The path of its endpoint where it speaks HTTP; null: it speaks over stdin and stdout. */
  readonly httpPath: string | null;
  /** Environment variables that its code names, for servers that do not tell which one they miss. */
  readonly namesInCode: () => Promise<readonly string[]>;
}

/**
 * What `offerOfBuilt` wants, from servers.yaml, the lock and what Nix built.
 *
 * @param outPath the package's store path
 * @param code where its own code is in it (`recipeOf(locked).code(locked)`)
 */
export function builtServer(
  server: ServerSpec,
  locked: Pick<LockedServer, "version" | "mainProgram">,
  outPath: string,
  code: string,
): BuiltServer {
  return {
    name: server.name,
    version: locked.version,
    program: join(outPath, "bin", locked.mainProgram),
    elsewhere: outPath.startsWith("/nix/store/") ? null : outPath,
    args: server.args ?? [],
    env: { ...dummies(Object.keys(server.secrets ?? {})), ...server.env },
    httpPath: server.transport === "http" ? (server.path ?? "/mcp") : null,
    namesInCode: async () => {
      const { environmentNamesIn } = await import("../mcp/names-in-code.ts");
      return environmentNamesIn(join(outPath, code));
    },
  };
}

function dummies(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, dummyValue(name)]));
}
