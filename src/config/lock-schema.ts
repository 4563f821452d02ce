import { z } from "zod";
import { lockedGoServerSchema } from "./lock-go-schema.ts";
import { lockedNpmServerSchema } from "./lock-npm-schema.ts";
import { lockedNpmSourceServerSchema } from "./lock-npm-source-schema.ts";
import { offerSchema } from "./lock-offer-schema.ts";
import { lockedPythonServerSchema } from "./lock-python-schema.ts";
import { serverNameSchema } from "./servers-schema.ts";

/**
 * `servers.lock.json`: what every server resolved to. Nothing in it depends on the day or the machine, but for
 * npm's configuration: outside style overlay, addresses (`src.url`, and those in the lockfile that `digest`
 * stands for) are the configured registry's, so behind a mirror they are the mirror's. Two runs on two machines
 * with the same registry give the same bytes.
 */

/** One member a recipe, that is a way to build; where the source comes from is the member's own matter. */
export const lockedServerSchema = z.discriminatedUnion("kind", [
  lockedNpmServerSchema,
  lockedNpmSourceServerSchema,
  lockedPythonServerSchema,
  lockedGoServerSchema,
]);

export const locksFileSchema = z.strictObject({
  version: z.literal(1),
  /** Where `generate` put the Home-Manager module when that is no usual place: it is moved with `settings.home`. */
  home: z.string().optional(),
  /** What servers offered when they were last verified. Beside their locks, for it is to outlive their versions. */
  offers: z.record(serverNameSchema, offerSchema).optional(),
  servers: z.record(serverNameSchema, lockedServerSchema),
});

export type LockedServer = z.infer<typeof lockedServerSchema>;
/** The lock of one recipe. */
export type LockedOf<Kind extends LockedServer["kind"]> = Extract<LockedServer, { kind: Kind }>;
export type LocksFile = z.infer<typeof locksFileSchema>;
