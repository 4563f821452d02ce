import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FILES } from "./sandbox.ts";

/** Runs `work` with a new folder that holds what sandboxes need (`Confined.folder`), and removes it. */
export async function withSandboxFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // macOS' is behind a symbolic link, by which its sandbox does not know it.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "mcp-nixgen-")));
  try {
    for (const name of ["etc", "root", "home", "shared"]) await mkdir(join(folder, name));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, "etc", name), text);
    await writeFile(join(folder, "empty"), "");
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
