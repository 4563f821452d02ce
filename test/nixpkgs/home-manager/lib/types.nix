# Types of home-manager's own.
{ lib }:
{
  # Entries of lib.hm.dag by name; a bare value is an entry that comes anywhere.
  dagOf =
    elemType:
    let
      inherit (lib.types) listOf str;
      entry = lib.types.submodule {
        options = {
          data = lib.mkOption { type = elemType; };
          before = lib.mkOption { type = listOf str; };
          after = lib.mkOption { type = listOf str; };
        };
      };
      asEntry =
        def:
        def
        // {
          value = if lib.hm.dag.isEntry def.value then def.value else lib.hm.dag.entryAnywhere def.value;
        };
      entries = lib.types.attrsOf (
        entry
        // {
          check = _value: true;
          merge = loc: defs: entry.merge loc (map asEntry defs);
        }
      );
    in
    entries
    // {
      name = "dagOf";
      description = "DAG of ${elemType.description}";
    };
}
