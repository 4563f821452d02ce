import { posix } from "node:path";
import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { fieldsOfOtherSources } from "../config/source-fields.ts";
import { UserError } from "../errors.ts";
import { folderAt } from "../prefetch/go/module-tree.ts";
import { type TreeDirectory, treeOfPath } from "../prefetch/tree.ts";
import { githubSrcOf } from "../sources/github/github-src.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import { describeGo, type GoFacts } from "../sources/go/describe.ts";
import { goRunner, lockGo } from "./go-lock.ts";
import type { LockJob, Settled } from "./locker.ts";
import type { RepositoryLocker } from "./repository-locker.ts";

/** Go servers that are built from a repository. Nothing of them is run. */
export const goRepositoryLocker = {
  async settle(repository: RepositorySource, asked: ServerSpec, _job: LockJob): Promise<Settled> {
    const { facts } = await describeRepository(repository, asked);
    return {
      server: asked,
      package: facts.goMod.module,
      version: repository.version,
      mainProgram: facts.mainProgram,
      dependencies: null,
      facts: {},
      notes: facts.notes,
    };
  },

  /** @throws UserError, see `describeGo` and `lockGo`; `E_GO_MOD` without a go.mod at or above the folder asked for */
  async lock(
    repository: RepositorySource,
    server: ServerSpec,
    job: LockJob & { readonly previous: LockedServer | undefined },
  ): Promise<{ locked: LockedGoServer; notes: readonly string[] }> {
    const { tree, modRoot, facts } = await describeRepository(repository, server);
    const { tag, homepage, version } = repository;
    const runner = await goRunner(facts, server.source, job);
    job.onStep?.({ text: `${version}, collecting its dependencies` });
    const origin = {
      version,
      src: githubSrcOf(repository),
      modRoot,
      homepage,
      changelog: tag === null ? null : `${homepage}/releases/tag/${tag}`,
      description: repository.description ?? facts.description,
    };
    const made = await lockGo(tree, facts, server, origin, { runner, where: server.source });
    return { ...made, notes: [...facts.notes, ...made.notes] };
  },
} satisfies RepositoryLocker;

async function describeRepository(
  { folder, subfolder }: RepositorySource,
  server: ServerSpec,
): Promise<{ tree: TreeDirectory; modRoot: string; facts: GoFacts }> {
  refuseForeignFields(server);
  const { bin, source } = server;
  const tree = (await treeOfPath(folder)) as TreeDirectory;
  const modRoot = moduleRoot(tree, subfolder);
  const module = modRoot === null ? undefined : folderAt(tree, modRoot);
  if (modRoot === null || module === undefined) {
    throw new UserError("there is no go.mod in its folder, nor above", {
      code: "E_GO_MOD",
      where: source,
      hint: "Name the folder that has the module, as in github:OWNER/REPO/FOLDER.",
    });
  }
  const below = subfolder.slice(modRoot === "" ? 0 : modRoot.length + 1);
  // A repository has folders beside the module, too.
  const isFolder = (path: string) => folderAt(tree, posix.join("/", modRoot, path)) !== undefined;
  return { tree, modRoot, facts: await describeGo(module, { folder: below, bin, where: source, isFolder }) };
}

/** servers.yaml may not say the language; here it is known. */
function refuseForeignFields(server: ServerSpec): void {
  const [mistake] = fieldsOfOtherSources({ ...server, language: "go" });
  if (mistake === undefined) return;
  throw new UserError(`${mistake.message}, and this one is in Go`, {
    code: "E_LANGUAGE",
    where: server.name,
    hint: mistake.hint,
  });
}

/** The nearest folder with a go.mod, from `folder` upwards; null: there is none. */
function moduleRoot(tree: TreeDirectory, folder: string): string | null {
  const names = folder.split("/").filter((name) => name !== "");
  for (let length = names.length; length >= 0; length--) {
    const path = names.slice(0, length).join("/");
    const entries = folderAt(tree, path)?.entries ?? [];
    if (entries.some(({ name }) => Buffer.from(name).toString() === "go.mod")) return path;
  }
  return null;
}
