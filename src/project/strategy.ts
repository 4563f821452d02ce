import type { z } from "zod";
import type { ServerSpec, Strategy } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";

/**
 * The strategy that servers.yaml asks for, where it is one of this recipe's; undefined where it asks for none.
 *
 * @throws UserError `E_STRATEGY` for one of another recipe
 */
export function askedStrategy<Name extends Strategy>(
  server: Pick<ServerSpec, "name" | "strategy">,
  own: z.ZodEnum<{ [key in Name]: key }>,
): Name | undefined {
  if (server.strategy === undefined) return undefined;
  const parsed = own.safeParse(server.strategy);
  if (parsed.success) return parsed.data as Name;
  throw new UserError(`strategy ${server.strategy} is not for a server of this kind`, {
    code: "E_STRATEGY",
    where: server.name,
    hint: `For it there are: ${own.options.join(", ")}; or leave it out.`,
  });
}
