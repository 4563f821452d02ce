import { withArchive } from "../prefetch/archive/open-archive.ts";
import { checkModuleSum } from "../prefetch/go/check-sum.ts";
import { moduleTree } from "../prefetch/go/module-tree.ts";
import { ModuleProxy } from "../sources/go/module-proxy.ts";
import { resolveGo } from "../sources/go/resolve.ts";
import type { GoSource } from "../sources/go/spec.ts";
import { codeFiles } from "./code-files.ts";
import type { WithCode } from "./published-code.ts";

/**
 * The code of a server of a Go module: its zip, read in place. Where there is a go command, that checks it against the checksum
 * database, as before a build; without one it is what the proxy sent, over a connection that is checked.
 *
 * @throws UserError as `resolveGo`, `checkModuleSum`
 */
export const withGoCode: WithCode<"go"> = async (source, job, use) => {
  const [{ config, env }, cache] = await Promise.all([job.fetchers.go(), job.fetchers.cache()]);
  const { signal } = job;
  const wanted: GoSource =
    job.version === undefined
      ? source
      : { ...source, wanted: `v${job.version.replace(/^v/, "")}`, wantedType: "version" };
  const { module, version, zip, sum, facts, homepage } = await resolveGo(
    wanted,
    new ModuleProxy(config, { cache, signal }),
    {
      bin: job.bin,
      onPicked: (path, picked) => job.onStep?.({ text: `downloading ${path} ${picked}` }),
    },
  );
  if (config.go !== null) {
    job.onStep?.({ text: `${version}, checking its sum` });
    const runner = { program: config.go.path, env, cache, signal };
    await checkModuleSum(runner, { path: module, version, sum }, source.spec);
  }
  return withArchive(zip.path, (archive) =>
    use({
      language: "go",
      tree: {
        package: module,
        version: version.slice(1),
        programs: facts.bins,
        mainProgram: facts.mainProgram,
        files: codeFiles(moduleTree(archive, module, version)),
      },
      installScripts: {},
      manifestMeta: { description: facts.description || null, homepage, license: facts.license },
    }),
  );
};
