import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from "node:net";

/**
 * What runs inside of a sandbox that has its own loopback: it starts the server, keeps one connection to our socket
 * waiting, and passes each that is used on to the server's port. It is the inside that connects: were there a socket to
 * listen on inside, the server could put a link in its place, and we would connect to what that names.
 * Without imports of ours, since it is given to node as text. Arguments: the socket's path, the port, the command.
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
const wait = () => {
  const socket = net.connect(path);
  let isUsed = false;
  socket.on("error", () => socket.destroy());
  socket.once("readable", () => { isUsed = true; wait(); reach(socket, 600); });
  socket.on("close", () => { if (!isUsed) setTimeout(wait, 100); });
};
wait();
`;

/** Arguments of node for it. */
export function relayArguments(socket: string, port: number, command: readonly string[]): string[] {
  return ["-e", inside, "--", socket, String(port), ...command];
}

/** Connections from inside that nobody uses yet; the server could open any number of them. */
const MOST_WAITING = 8;

export interface Entrance {
  readonly port: number;
  close(): void;
}

/**
 * Takes connections on a free port of this machine's loopback, and passes each to one that comes from inside of a sandbox.
 *
 * @param socketPath where the inside connects to; it must not be able to write there
 */
export async function openEntrance(socketPath: string): Promise<Entrance> {
  const open = new Set<Socket>();
  const outer: Socket[] = [];
  const inner: Socket[] = [];
  const take = (queue: Socket[], most: number) => (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    if (queue.length >= most) {
      socket.destroy();
      return;
    }
    open.add(socket);
    queue.push(socket);
    socket.on("close", () => {
      open.delete(socket);
      const index = queue.indexOf(socket);
      if (index !== -1) queue.splice(index, 1);
    });
    if (outer.length > 0 && inner.length > 0) joinTwo(outer.shift()!, inner.shift()!);
  };
  const front = createServer(take(outer, Number.POSITIVE_INFINITY));
  const back = createServer(take(inner, MOST_WAITING));
  await listening(back, { path: socketPath });
  await listening(front, { port: 0, host: "127.0.0.1" });
  return {
    port: (front.address() as AddressInfo).port,
    close: () => {
      front.close();
      back.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function joinTwo(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  one.on("close", () => other.destroy());
  other.on("close", () => one.destroy());
}

async function listening(server: Server, where: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
}
