import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import { execa } from "execa";

const journald = ["/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"].find((path) =>
  existsSync(path),
);
const socket = "/run/systemd/journal/stdout";

/** Why there is no journal here and none can be started, or null. */
export function noJournal(): string | null {
  if (existsSync(socket)) return null;
  if (journald === undefined) return "systemd-journald is not installed";
  return process.getuid?.() === 0 ? null : "only root can start one";
}

/** Sees to it that there is a journal: the machine's own, or one that is started for the test. Gives its end. */
export async function withJournal(): Promise<() => Promise<void>> {
  if (await listens()) return async () => {};
  const daemon = execa(journald!, [], { stdio: "ignore", reject: false });
  for (let attempt = 0; attempt < 200 && !(await listens()); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return async () => {
    daemon.kill("SIGTERM");
    await daemon;
  };
}

/** The socket's file alone says nothing: a journald that was killed leaves it. */
function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false));
    connection.once("connect", () => connection.destroy());
  });
}
