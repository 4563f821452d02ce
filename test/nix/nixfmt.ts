import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/**
 * The RFC 166 formatter for checks while developing: the program `$NIXFMT` names, else `nixfmt` on
 * PATH. `cargo install nixfmt_rs` is one way to have it; no test needs it.
 */
async function find(): Promise<string | null> {
  const program = process.env.NIXFMT ?? "nixfmt";
  const answer = await execa(program, ["--version"], { reject: false });
  if (answer.exitCode === 0) return program;
  process.stderr.write(
    "\nNo nixfmt ($NIXFMT or on PATH): that emitted Nix is unchanged by it IS NOT CHECKED.\n\n",
  );
  return null;
}

export const nixfmt: string | null = await find();

/** `texts` as nixfmt writes them. */
export async function formatAll(program: string, texts: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "nixfmt-"));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.nix`));
    await Promise.all(files.map((file, index) => writeFile(file, texts[index] as string)));
    await execa(program, files);
    return await Promise.all(files.map((file) => readFile(file, "utf8")));
  } finally {
    await rm(folder, { recursive: true });
  }
}
