# Named entries that say before and after which others they come.
{ lib }:
let
  entryBetween = before: after: data: { inherit before after data; };
  isEntry = value: builtins.isAttrs value && value ? data && value ? before && value ? after;
in
{
  inherit entryBetween isEntry;
  empty = { };
  isDag = value: builtins.isAttrs value && lib.all isEntry (lib.attrValues value);
  entryAnywhere = entryBetween [ ] [ ];
  entryAfter = entryBetween [ ];
  entryBefore = before: entryBetween before [ ];

  # `{ result = [ { name; data; } … ]; }`, or `{ cycle; loops; }`.
  topoSort =
    dag:
    let
      entries = lib.mapAttrsToList (name: entry: {
        inherit name;
        inherit (entry) data;
        after =
          entry.after ++ lib.filter (other: builtins.elem name dag.${other}.before) (lib.attrNames dag);
      }) dag;
      sorted = lib.toposort (a: b: builtins.elem a.name b.after) entries;
    in
    if sorted ? result then
      { result = map (entry: { inherit (entry) name data; }) sorted.result; }
    else
      sorted;
}
