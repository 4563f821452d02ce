import type { ServerSpec } from "../config/servers-schema.ts";

/** Above what development servers of every kind begin at: 3000, 5000, 8000, 8080. */
const FIRST = 8100;

/** The first port from 8100 on that no server of servers.yaml listens at, set up or not. */
export function freePort(others: readonly ServerSpec[]): number {
  const taken = takenPorts(others);
  let port = FIRST;
  while (taken.has(port)) port += 1;
  return port;
}

/** Ports that servers.yaml gives to servers, and to what stands behind their sockets. */
export function takenPorts(servers: readonly ServerSpec[]): ReadonlySet<number> {
  return new Set(
    servers.flatMap(({ port, socketActivation }) =>
      [port, socketActivation?.backendPort].filter((one) => one !== undefined),
    ),
  );
}
