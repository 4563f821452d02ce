import type { AddressInfo } from "node:net";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/**
 * What runs inside of a sandbox that has its own loopback: it starts the server and passes connections to a socket in
 * the shared folder on to the server's port. Without imports of ours, since it is given to node as text.
 * Arguments: the socket's path, the port, the command.
 */
const inside = `
const [path, port, command, ...args] = process.argv.slice(1);
const net = require("node:net");
const child = require("node:child_process").spawn(command, args, { stdio: ["inherit", "inherit", "inherit"] });
child.on("error", (error) => { console.error(error.message); process.exit(127); });
child.on("exit", (code, signal) => process.exit(signal ? 128 : code));
process.on("SIGTERM", () => child.kill("SIGTERM"));
const reach = (socket, left) => {
  const server = net.connect({ port: Number(port), host: "127.0.0.1" });
  server.once("connect", () => { socket.pipe(server); server.pipe(socket); });
  server.on("error", () => {
    server.destroy();
    if (left > 0 && server.bytesRead === 0 && !socket.destroyed) setTimeout(reach, 100, socket, left - 1);
    else socket.destroy();
  });
  server.on("close", () => { if (server.bytesRead > 0) socket.destroy(); });
  socket.on("close", () => server.destroy());
};
net.createServer((socket) => { socket.on("error", () => {}); reach(socket, 600); }).listen(path);
`;

/** Arguments of node for it. */
export function relayArguments(socket: string, port: number, command: readonly string[]): string[] {
  return ["-e", inside, "--", socket, String(port), ...command];
}

export interface Entrance {
  readonly port: number;
  close(): void;
}

/** Takes connections on a free port of this machine's loopback and passes them on to a socket, once that is there. */
export async function entranceTo(socketPath: () => string): Promise<Entrance> {
  const open = new Set<Socket>();
  const server: Server = createServer((outer) => {
    open.add(outer);
    outer.on("close", () => open.delete(outer));
    outer.on("error", () => outer.destroy());
    pass(outer, socketPath(), 600);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

const RETRY_MS = 100;

function pass(outer: Socket, path: string, left: number): void {
  const inner = createConnection(path);
  let isThere = false;
  inner.once("connect", () => {
    isThere = true;
    outer.pipe(inner);
    inner.pipe(outer);
  });
  inner.on("error", () => {
    inner.destroy();
    if (isThere || left === 0 || outer.destroyed) outer.destroy();
    else setTimeout(pass, RETRY_MS, outer, path, left - 1).unref();
  });
  inner.on("close", () => {
    if (isThere) outer.destroy();
  });
  outer.on("close", () => inner.destroy());
}
