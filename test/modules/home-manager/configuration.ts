import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export const moduleFile = path("../../../modules/home-manager.nix");
const httpServer = path("fixtures/http-server.mjs");

/**
 * The text of a home-manager configuration that imports our module; `settings` is the inside of
 * `programs.mcp-nixgen`, `more` whatever else. In both, `stdio` is a package whose program does nothing and
 * `http` one with the HTTP server of the fixtures.
 */
export function configuration(settings: string, more = ""): string {
  return `{ config, lib, pkgs, ... }: let
    stdio = pkgs.writeShellScriptBin "stdio-server" "cat";
    http = pkgs.writeShellScriptBin "http-server" ''exec ${process.execPath} ${httpServer} "$@"'';
  in {
    imports = [ ${moduleFile} ];
    programs.mcp-nixgen = { enable = true; ${settings} };
    ${more}
  }`;
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const { port } = server.address() as { port: number };
      return new Promise<number>((resolve) => server.close(() => resolve(port)));
    }),
  );
}
