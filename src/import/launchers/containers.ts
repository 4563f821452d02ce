import { knownArguments } from "../../sources/known-arguments.ts";
import { parseSource } from "../../sources/source.ts";
import { type Call, type Launcher, left } from "../call.ts";
import { sourceOfImage } from "../known/images.ts";
import { allOf, lastOf, type ReadOptions, readOptions } from "../options.ts";
import { packageOf } from "../sources.ts";
import { envFileNote } from "./python-runners.ts";

/** Options of `docker run` with a value. Source: Docker's and Podman's manuals. */
const valued =
  `-e --env --env-file -v --volume --mount --name -p --publish --network --net -w --workdir -u --user --entrypoint
  -l --label --platform --pull -m --memory --cpus --add-host --gpus -h --hostname --dns --ulimit --cap-add --cap-drop
  --security-opt --shm-size --restart --tmpfs --device --ipc --pid --log-driver --log-opt --runtime --userns --group-add
  --stop-timeout --memory-swap --pids-limit --annotation --expose --link --ip --mac-address --volumes-from --cidfile -a
  --attach -c --cpu-shares --health-cmd --isolation --uts --context --host -H --config --log-level`.split(
    /\s+/,
  );

/** `docker run -i --rm -e VAR IMAGE args`, for images whose server is published as a package too. */
export const container: Launcher = (call) => {
  const [command, ...words] = readOptions(call.args, valued).rest;
  if (command === "mcp") return left("it is Docker's own gateway to servers in containers");
  const run = command === "container" ? words[0] : command;
  if (run !== "run") return left("it runs a program in a container that is there already");
  const read = readOptions(command === "container" ? words.slice(1) : words, valued);
  const [image = "", ...args] = read.rest;
  const source = sourceOfImage(image);
  if (source === undefined) {
    return left(
      "no package of that image's server is known",
      "If there is one, add it: mcp-nixgen add npm:NAME, pypi:NAME, go:MODULE or github:OWNER/REPO.",
    );
  }
  const usual = knownArguments(parseSource(source));
  return packageOf(source, args.length === 0 ? (usual ?? []) : onHost(args, read), call, {
    env: environment(call, read),
    notes: [
      "it ran in a container: its package runs as you, with your files",
      ...(lastOf(read, "--env-file") === undefined ? [] : [envFileNote]),
      ...(lastOf(read, "--entrypoint") === undefined ? [] : ["its --entrypoint is not taken along"]),
    ],
  });
};

/** What reaches the container: each `-e NAME=value`, and by `-e NAME` what Docker itself was given. */
function environment(call: Call, read: ReadOptions): Record<string, string> {
  return Object.fromEntries(
    allOf(read, "-e", "--env").map((word) => {
      const equals = word.indexOf("=");
      if (equals !== -1) return [word.slice(0, equals), word.slice(equals + 1)];
      return [word, call.env[word] ?? `\${${word}}`];
    }),
  );
}

/** Folders of the container are those that were mounted there. */
function onHost(args: readonly string[], read: ReadOptions): string[] {
  const mounts = [...allOf(read, "-v", "--volume").map(volume), ...allOf(read, "--mount").map(mount)].filter(
    (found) => found !== null,
  );
  return args.flatMap((arg) => {
    if (!arg.startsWith("/")) return [arg];
    const above = mounts.find(({ inside }) => arg === inside || arg.startsWith(`${inside}/`));
    if (above !== undefined) return [above.outside + arg.slice(above.inside.length)];
    const below = mounts.filter(({ inside }) => inside.startsWith(`${arg.replace(/\/$/, "")}/`));
    return below.length === 0 ? [arg] : below.map(({ outside }) => outside);
  });
}

interface Mount {
  readonly outside: string;
  readonly inside: string;
}

function volume(text: string): Mount | null {
  const [, outside, inside] = /^([A-Za-z]:[^:]+|[^:]+):([^:]+)/.exec(text) ?? [];
  // A name is a volume of Docker's own.
  return outside === undefined || inside === undefined || !/[/\\~$]/.test(outside)
    ? null
    : { outside, inside };
}

function mount(text: string): Mount | null {
  const fields = new Map(
    text.split(",").map((field) => [field.split("=")[0]!, field.split("=").slice(1).join("=")]),
  );
  const outside = fields.get("src") ?? fields.get("source");
  const inside = fields.get("dst") ?? fields.get("target") ?? fields.get("destination");
  return outside === undefined || inside === undefined ? null : { outside, inside };
}
