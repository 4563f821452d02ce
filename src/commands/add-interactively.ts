import type { Project } from "../config/load.ts";
import { defaultServerName } from "../config/names.ts";
import type { ServerEntry } from "../config/servers-schema.ts";
import { messageOf } from "../errors.ts";
import type { ServerFacts } from "../inspect/facts.ts";
import { secretHomeOf, wantedSecrets } from "../project/propose-variables.ts";
import { type StoreProvider, storeProviders } from "../secrets/proposed-secret.ts";
import { parseSource, type Source } from "../sources/source.ts";
import { fileDiff } from "../ui/diff.ts";
import type { Choice, Prompts } from "../ui/prompts.ts";
import { type AddEdit, type AddWishes, editWith, writeServers } from "./added-servers.ts";
import { factLines } from "./added-text.ts";
import { chosenClients, clientChoices, thisPlace } from "./client-choices.ts";
import type { Context } from "./command.ts";
import { freeName, namedServers } from "./named-servers.ts";
import type { AskedProvider } from "./secrets-option.ts";
import type { SettledServers, Wanted } from "./settle-servers.ts";

/** What the command line says already; that is not asked. */
export interface Said {
  readonly source?: Source | undefined;
  readonly name?: string | undefined;
  readonly provider?: AskedProvider | undefined;
  readonly transport?: ServerEntry["transport"];
  readonly entry: Partial<ServerEntry>;
  readonly dryRun: boolean;
}

/** What is looked up, given from outside. */
export interface Lookups {
  /** Servers for words, best first. */
  readonly find: (words: string) => Promise<readonly Choice<string>[]>;
  readonly settle: (wanted: readonly Wanted[]) => Promise<SettledServers>;
}

export interface Answered {
  readonly found: SettledServers;
  /** null: the user did not want it after all, or the server could not be looked up. */
  readonly edit: AddEdit | null;
}

/**
 * Asks for a server, shows what it needs, asks where its secrets are kept, which clients get it and what it is called, shows the change
 * of servers.yaml and writes it when that is wanted. Until then nothing is written.
 *
 * @throws UserError `E_INTERRUPTED`, and those of looking a server up
 */
export async function addInteractively(
  context: Context,
  prompts: Prompts,
  said: Said,
  lookups: Lookups,
): Promise<Answered> {
  const project = await context.project();
  prompts.intro("Add an MCP server");
  const source = said.source ?? (await askSource(prompts, lookups.find));
  const usual = said.name ?? defaultServerName(source.called, new Set(project.servers.keys()));
  const [spec] = namedServers(project, [source], usual, said.entry);
  const found = await lookups.settle([{ source, spec: spec! }]);
  const [settled] = found.settled;
  if (settled === undefined) return { found, edit: null };
  const facts = found.facts.get(usual) ?? null;
  prompts.show(
    [
      `${settled.package}@${settled.version}, command ${settled.mainProgram}`,
      ...(facts === null ? [] : factLines(facts)),
      ...settled.notes,
    ].join("\n"),
  );
  const provider = said.provider ?? (await askProvider(prompts, project, facts));
  const clients = await askClients(context, prompts, project);
  const name = said.name ?? (await askName(prompts, project, usual));
  const wishes: AddWishes = { provider, transport: said.transport, ...clients };
  const named = renamed(found, usual, name);
  const { before, after } = editWith(project, named, wishes);
  prompts.show(fileDiff("servers.yaml", before, after, context.ui.stderrColors));
  if (said.dryRun || !(await prompts.confirm("Write this to servers.yaml?"))) {
    prompts.outro("Nothing was written.");
    return { found: named, edit: null };
  }
  const edit = await writeServers(context, named, wishes, false);
  prompts.outro("servers.yaml is written.");
  return { found: named, edit };
}

async function askSource(prompts: Prompts, find: Lookups["find"]): Promise<Source> {
  for (;;) {
    const answer = await prompts.text({
      message: "Which server? Words to search for, or npm:NAME, pypi:NAME, go:MODULE, github:OWNER/REPO",
      placeholder: "web scraping",
      validate: (text) =>
        text.trim() === "" ? "Type some words, or where it comes from." : wrongSource(text),
    });
    if (isSource(answer)) return parseSource(answer.trim());
    const servers = await find(answer.trim());
    if (servers.length === 0) {
      prompts.show("Nothing was found for these words.");
      continue;
    }
    const picked = await prompts.select({
      message: "Which of these?",
      choices: [...servers, { value: "", label: "Search for something else" }],
    });
    if (picked !== "") return parseSource(picked);
  }
}

function isSource(text: string): boolean {
  return /^\s*(?:npm|pypi|go|github):/.test(text);
}

function wrongSource(text: string): string | undefined {
  if (!isSource(text)) return undefined;
  try {
    parseSource(text.trim());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Not asked of a server that has no use for a secret. */
async function askProvider(
  prompts: Prompts,
  project: Project,
  facts: ServerFacts | null,
): Promise<AskedProvider | null | undefined> {
  const secrets = facts === null ? [] : wantedSecrets(facts);
  if (secrets.length === 0) return undefined;
  const used = secretHomeOf(project.servers.values(), project.shared.keepassxc)?.provider;
  const providers = [...storeProviders()].sort((a, b) => Number(b === used) - Number(a === used));
  const answer = await prompts.select<StoreProvider | "later">({
    message: `What keeps ${secrets.map(({ name }) => name).join(", ")}?`,
    choices: [
      ...providers.map((provider) => ({
        value: provider,
        label: provider,
        hint: provider === used ? `${titles[provider]}; used in servers.yaml` : titles[provider],
      })),
      { value: "later", label: "decide later", hint: "a comment in servers.yaml" },
    ],
    initial: used ?? "file",
  });
  return answer === "later" ? null : { provider: answer, where: undefined };
}

const titles: Readonly<Record<StoreProvider, string>> = {
  file: "a file that holds the secret",
  envFile: "a file of KEY=value lines",
  sops: "an encrypted file, by sops or sops-nix",
  agenix: "an encrypted file, by agenix",
  keepassxc: "an entry of a KeePassXC database",
  secretService: "the desktop's keyring",
  pass: "the standard Unix password manager",
  onePassword: "1Password, read by op",
  bitwarden: "Bitwarden, read by bw",
  systemdCredential: "an encrypted credential of systemd",
};

async function askClients(
  context: Context,
  prompts: Prompts,
  project: Project,
): Promise<Pick<AddWishes, "clients" | "enabledClients">> {
  const enabled = project.shared.clients ?? [];
  const choices = clientChoices(enabled, thisPlace(context));
  const installed = choices.filter(({ hint }) => hint === "installed").map(({ value }) => value);
  const chosen = await prompts.several({
    message:
      enabled.length === 0
        ? "Which clients get it? (they become those of all servers)"
        : "Which clients get it? (one that is new here also gets servers that name no clients)",
    choices,
    initial: enabled.length === 0 ? installed : enabled,
  });
  return chosenClients(enabled, chosen);
}

function askName(prompts: Prompts, project: Project, usual: string): Promise<string> {
  return prompts.text({
    message: "What is it called here?",
    initial: usual,
    validate: (name) => {
      try {
        freeName(project, name);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  });
}

function renamed(found: SettledServers, from: string, name: string): SettledServers {
  const facts = found.facts.get(from);
  return {
    settled: found.settled.map((one) => ({ ...one, server: { ...one.server, name } })),
    facts: new Map(facts === undefined ? [] : [[name, facts]]),
    errors: found.errors,
  };
}
