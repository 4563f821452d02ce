import type { LockedOf, LockedServer } from "../config/lock-schema.ts";
import { goRecipe } from "./go-recipe.ts";
import { npmRecipe } from "./npm-recipe.ts";
import { npmSourceRecipe } from "./npm-source-recipe.ts";
import { pythonRecipe } from "./python-recipe.ts";
import type { Recipe } from "./recipe.ts";

const recipes: { readonly [Kind in LockedServer["kind"]]: Recipe<LockedOf<Kind>> } = {
  go: goRecipe,
  npm: npmRecipe,
  python: pythonRecipe,
  "npm-source": npmSourceRecipe,
};

export function recipeOf(locked: Pick<LockedServer, "kind">): Recipe<LockedServer> {
  return recipes[locked.kind];
}
