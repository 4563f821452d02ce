import type { z } from "zod";
import type { Path } from "./node-place.ts";

/** The parts of zod's own description of a schema that lead to the keys of the maps in it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
}

/** The keys that a map at a path may have, by the schema; none where there is no map or its keys are free. */
export function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  return mapsAt([schema], path).flatMap(({ shape }) => Object.keys(shape ?? {}));
}

function mapsAt(schemas: readonly z.core.$ZodType[], path: Path): Definition[] {
  const here = schemas.flatMap(plain);
  const [key, ...rest] = path;
  if (key === undefined) return here.filter(({ type }) => type === "object");
  const next = here.flatMap((definition) => {
    const found = definition.shape?.[String(key)] ?? definition.valueType ?? definition.element;
    return found === undefined ? [] : [found];
  });
  return next.length === 0 ? [] : mapsAt(next, rest);
}

/** Without what may be missing, and each form that a value may have. */
function plain(schema: z.core.$ZodType): Definition[] {
  const definition = schema._zod.def as Definition;
  if (definition.innerType !== undefined) return plain(definition.innerType);
  return definition.options === undefined ? [definition] : definition.options.flatMap(plain);
}
