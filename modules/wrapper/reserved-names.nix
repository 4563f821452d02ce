# Names that a server cannot have, whatever the case of their letters: `mcp-<name>` is another program of this project.
# `{ problem }`: a name → what is wrong with it, or null.
{ lib }:
let
  reserved = {
    guard = "mcp-guard is the program that ends a server with its client";
    nixgen = "mcp-nixgen is the program that generates packages";
  };
in
{
  problem = name: reserved.${lib.toLower name} or null;
}
