import { z } from "zod";
import { type Call, type Launcher, left, type World } from "../call.ts";
import { readOptions } from "../options.ts";
import { packageOf } from "../sources.ts";
import { localHint } from "./node-runners.ts";

const valued = [
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "-C",
  "--conditions",
  "--env-file",
];

const manifest = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  private: z.boolean().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** `node /path/node_modules/PKG/dist/index.js`: a package that npm has installed, at the version that is there. */
export const nodeProgram: Launcher = (call, world) => {
  const { rest } = readOptions(call.args, valued);
  const [file = "", ...args] = rest;
  if (file === "" || /^-/.test(file)) return left("it is a program in an argument of Node");
  const slashed = file.replaceAll("\\", "/");
  const [, folder, name, inside] =
    /^(.*\/node_modules\/((?:@[^/]+\/)?[^/@.][^/]*))\/(.+)$/.exec(slashed) ?? [];
  if (folder === undefined || name === undefined || inside === undefined) return local(slashed, world);
  return installed(call, world, { folder, name, inside, args });
};

function installed(
  call: Call,
  world: World,
  { folder, name, inside, args }: { folder: string; name: string; inside: string; args: readonly string[] },
) {
  const read = manifestIn(folder, world);
  const version = read?.version === undefined ? "" : `@${read.version}`;
  const bins = typeof read?.bin === "object" ? Object.entries(read.bin) : [];
  const bin =
    bins.length < 2 ? undefined : bins.find(([, path]) => path.replace(/^\.\//, "") === inside)?.[0];
  return packageOf(`npm:${name}${version}`, args, call, { bin });
}

function local(file: string, world: World) {
  const folders = file.split("/").slice(0, -1);
  for (; folders.length > 1; folders.pop()) {
    const found = manifestIn(folders.join("/"), world);
    if (found === null) continue;
    const hint =
      found.name === undefined || found.private === true
        ? localHint
        : `Its package.json calls it ${found.name}: if that is published, mcp-nixgen add npm:${found.name}.`;
    return left("it is a program on this machine", hint);
  }
  return left("it is a program on this machine", localHint);
}

function manifestIn(folder: string, world: World): z.infer<typeof manifest> | null {
  const text = world.readText(`${folder}/package.json`);
  if (text === null) return null;
  try {
    return manifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
