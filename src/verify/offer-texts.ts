import type { Offer } from "../config/lock-offer-schema.ts";
import { isObject, type Json, member } from "./json.ts";
import type { TextKind } from "./suspicions/finding.ts";

export type Part = "instructions" | "tool" | "prompt" | "resource";

/** One text of a server, and where it stands. */
export interface OfferText {
  readonly part: Part;
  /** Of the tool, the prompt or the resource; null for instructions. */
  readonly name: string | null;
  /** `description`, `parameter path: description`. */
  readonly place: string;
  readonly kind: TextKind;
  readonly text: string;
}

/** Every text in an offer that a model may get to read. */
export function* textsOf(offer: Offer): Generator<OfferText> {
  if (offer.instructions !== null)
    yield {
      part: "instructions",
      name: null,
      place: "instructions",
      kind: "prose",
      text: offer.instructions,
    };
  for (const [name, tool] of Object.entries(offer.tools)) {
    yield* described("tool", name, tool.description, tool.title);
    for (const [place, value] of [
      ["parameters", tool.inputSchema],
      ["result", tool.outputSchema],
      ["annotations", tool.annotations],
      ["details", withoutPictures(tool.other ?? null)],
    ] as const)
      yield* inside("tool", name, place, value);
  }
  for (const [name, prompt] of Object.entries(offer.prompts)) {
    yield* described("prompt", name, prompt.description, null);
    yield* inside("prompt", name, "arguments", prompt.arguments);
    yield* inside("prompt", name, "details", withoutPictures(prompt.other ?? null));
  }
  for (const [uri, resource] of Object.entries(offer.resources)) {
    yield* described("resource", uri, resource.description, resource.name);
    yield* inside("resource", uri, "details", withoutPictures(resource.other ?? null));
  }
}

function* described(
  part: Part,
  name: string,
  description: string | null,
  title: string | null,
): Generator<OfferText> {
  for (const kind of kindsOf(name)) yield { part, name, place: "name", kind, text: name };
  if (description !== null) yield { part, name, place: "description", kind: "prose", text: description };
  if (title !== null) yield { part, name, place: "title", kind: "prose", text: title };
}

function* inside(part: Part, name: string, place: string, value: Json): Generator<OfferText> {
  for (const { path, kind, text } of textsInJson(value))
    yield { part, name, place: path === "" ? place : `${place}: ${path}`, kind, text };
}

/** A picture of an entry's `icons` that is given whole is for eyes, and its base64 no hidden text. */
export function withoutPictures(other: Json): Json {
  const icons = member(other, "icons");
  if (!isObject(other) || !Array.isArray(icons)) return other;
  const isPicture = (src: Json | undefined) =>
    typeof src === "string" && /^data:image\/[a-z+]{2,10};base64,[A-Za-z0-9+/=]*$/.test(src);
  return {
    ...other,
    icons: icons.map((icon) => (isPicture(member(icon, "src")) ? { ...(icon as object), src: "" } : icon)),
  };
}

interface JsonText {
  readonly path: string;
  readonly kind: TextKind;
  readonly text: string;
}

/** All strings in JSON, keys among them; a key of many words is read like any text. */
export function* textsInJson(value: Json, path = ""): Generator<JsonText> {
  if (typeof value === "string") yield { path, kind: "prose", text: value };
  // What is split over a list's texts is read as one.
  else if (Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === "string"))
    yield { path, kind: "prose", text: value.join(" ") };
  else if (Array.isArray(value)) for (const one of value) yield* textsInJson(one, path);
  else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      for (const kind of kindsOf(key)) yield { path, kind, text: key };
      yield* textsInJson(one, path === "" ? key : `${path}.${key}`);
    }
  }
}

/** What a name is to be judged as: one that is a sentence is prose too. */
export function kindsOf(name: string): readonly TextKind[] {
  return /\S\s+\S+\s+\S/.test(name) ? ["name", "prose"] : ["name"];
}
