import type { Mistake } from "./check-servers.ts";
import { addressesMeet } from "./listen-address.ts";
import type { Path } from "./node-place.ts";
import type { ServerSpec } from "./servers-schema.ts";

/** Where one process of a server listens. */
interface Listener {
  readonly server: string;
  readonly host: string;
  readonly port: number;
  readonly path: Path;
}

/** Where an http server, and the proxy before it, listen. */
function listenersOf(server: ServerSpec): Listener[] {
  const { name, port, socketActivation } = server;
  if (!isService(server) || port === undefined) return [];
  const host = server.host ?? "127.0.0.1";
  const own = { server: name, host, port, path: ["servers", name, "port"] };
  if (!isProxied(server)) return [own];
  const backend = socketActivation?.backendPort ?? (port + 10_000 <= 65_535 ? port + 10_000 : port - 10_000);
  const path =
    socketActivation?.backendPort === undefined
      ? ["servers", name, "socketActivation"]
      : ["servers", name, "socketActivation", "backendPort"];
  // The proxy's side is on this machine whatever the host is.
  return [own, { server: name, host: "127.0.0.1", port: backend, path }];
}

function isService(server: ServerSpec): boolean {
  return server.transport === "http" && server.enable !== false;
}

function isProxied({ socketActivation }: ServerSpec): boolean {
  return socketActivation?.enable === true && socketActivation.mode !== "native";
}

/** A server that listens everywhere is in the way of all others on its port. */
export function sameListener(servers: readonly ServerSpec[]): Mistake[] {
  const listeners = servers.flatMap(listenersOf);
  return listeners.flatMap((listener, index) => {
    const other = listeners
      .slice(0, index)
      .find(({ port, host }) => port === listener.port && addressesMeet(host, listener.host));
    if (other === undefined) return [];
    const who = other.server === listener.server ? "it" : `'${other.server}'`;
    return [
      {
        path: listener.path,
        message: `'${listener.server}' listens on port ${listener.port}, as ${who} does`,
        hint: "Give one of them another port.",
      },
    ];
  });
}

/** The proxy of a server is the unit `mcp-NAME-proxy.service`, which must not be another server's. */
export function sameUnit(servers: readonly ServerSpec[]): Mistake[] {
  const services = new Set(servers.filter(isService).map(({ name }) => name));
  return servers
    .filter((server) => isService(server) && isProxied(server) && services.has(`${server.name}-proxy`))
    .map(({ name }) => ({
      path: ["servers", `${name}-proxy`],
      message: `'${name}-proxy' would have the same unit as the proxy of '${name}'`,
      hint: "Give one of them another name.",
    }));
}
