import type { Project } from "../config/load.ts";
import { defaultServerName, packageOfSource } from "../config/names.ts";
import { type ServerEntry, type ServerSpec, serverNameSchema } from "../config/servers-schema.ts";
import { oneOrMany, UserError } from "../errors.ts";
import { knownArguments } from "../sources/known-arguments.ts";
import type { Source } from "../sources/source.ts";
import { usageError } from "./usage-error.ts";

/** Gives each source its name; nothing is asked of the network yet. */
export function namedServers(
  project: Pick<Project, "servers">,
  sources: readonly Source[],
  name: string | undefined,
  asked: Partial<ServerEntry>,
): ServerSpec[] {
  const taken = new Set(project.servers.keys());
  const errors: UserError[] = [];
  const specs: ServerSpec[] = [];
  for (const source of sources) {
    const there = [...project.servers.values(), ...specs].find(
      (server) =>
        server.source.startsWith(`${source.kind}:`) && packageOfSource(server.source) === source.name,
    );
    if (there !== undefined && name === undefined) {
      errors.push(
        new UserError(`${source.name} is here already, as ${there.name} (${there.source})`, {
          code: "E_SERVER_EXISTS",
          where: source.spec,
          hint: "Change its source in servers.yaml for another version, or give this one a --name of its own.",
        }),
      );
      continue;
    }
    const chosen = name === undefined ? defaultServerName(source.called, taken) : freeName(project, name);
    taken.add(chosen);
    const args = knownArguments(source);
    specs.push({
      name: chosen,
      source: source.spec,
      ...asked,
      ...(args === undefined ? {} : { args: [...args] }),
    });
  }
  if (errors.length > 0) throw oneOrMany(errors);
  return specs;
}

/** The name asked for, checked before the registry is asked, which takes longer. */
export function freeName(project: Pick<Project, "servers">, name: string): string {
  const parsed = serverNameSchema.safeParse(name);
  if (!parsed.success) throw usageError(`'${name}' cannot be a name: ${parsed.error.issues[0]?.message}`);
  const other = [...project.servers.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
  if (other === undefined) return name;
  throw new UserError(`there is already a server called '${other}'`, {
    code: "E_SERVER_EXISTS",
    where: name,
    hint: "Choose another --name, or change its source in servers.yaml.",
  });
}
