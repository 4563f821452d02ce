import type { LockedOf, LockedServer } from "../config/lock-schema.ts";
import { npmRecipe } from "./npm-recipe.ts";
import { npmSourceRecipe } from "./npm-source-recipe.ts";
import type { Recipe } from "./recipe.ts";

const recipes: { readonly [Kind in LockedServer["kind"]]: Recipe<LockedOf<Kind>> } = {
  npm: npmRecipe,
  "npm-source": npmSourceRecipe,
};

export function recipeOf(locked: Pick<LockedServer, "kind">): Recipe<LockedServer> {
  return recipes[locked.kind];
}
