import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The token that Nix's configuration has for a host: `access-tokens = github.com=TOKEN …` in `$NIX_CONFIG`, the user's
 * nix.conf or the machine's, the first that says one.
 *
 * Source: Nix manual, "nix.conf", `access-tokens`. Files it includes are not read.
 */
export async function nixAccessToken(
  host: string,
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<{ value: string; from: string } | undefined> {
  const files = [
    join(env.XDG_CONFIG_HOME || join(home, ".config"), "nix", "nix.conf"),
    join(env.NIX_CONF_DIR || "/etc/nix", "nix.conf"),
  ];
  const texts = [{ text: env.NIX_CONFIG ?? "", from: "NIX_CONFIG" }];
  for (const from of files) texts.push({ text: await readFile(from, "utf8").catch(() => ""), from });
  for (const { text, from } of texts) {
    const value = tokenIn(text, host);
    if (value !== undefined) return { value, from };
  }
  return undefined;
}

function tokenIn(text: string, host: string): string | undefined {
  const tokens = text.split("\n").flatMap((line) => {
    const setting = /^\s*(?:extra-)?access-tokens\s*=(.*)$/.exec(line.replace(/#.*/, ""));
    return setting?.[1]?.trim().split(/\s+/) ?? [];
  });
  const found = tokens.findLast((token) => token.startsWith(`${host}=`));
  return found?.slice(host.length + 1) || undefined;
}
