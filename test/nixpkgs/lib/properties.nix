# Properties: what a module may wrap a value in to say when and how it counts, and how that is resolved.
{ lib }:
let
  tagOf = value: if builtins.isAttrs value then value._type or "" else "";

  defaultOverridePriority = 100;
  defaultOrderPriority = 1000;

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };

  # The sets of names that a module's `config` comes down to, with its conditions and priorities moved to the
  # values. Which names there are never depends on a condition.
  pushDown =
    config:
    let
      onValues =
        wrap: map (inner: if builtins.isAttrs inner then builtins.mapAttrs (_: wrap) inner else inner);
    in
    {
      merge = builtins.concatMap pushDown (config.contents or [ ]);
      "if" = onValues (mkIf config.condition) (pushDown config.content);
      override = onValues (mkOverride config.priority) (pushDown config.content);
    }
    .${tagOf config} or [ config ];

  # The values that are left of one when conditions are looked at.
  discharge =
    value:
    {
      merge = builtins.concatMap discharge (value.contents or [ ]);
      "if" =
        if !builtins.isBool value.condition then
          throw "mkIf: the condition is a ${builtins.typeOf value.condition}, not a boolean"
        else if value.condition then
          discharge value.content
        else
          [ ];
    }
    .${tagOf value} or [ value ];

  priorityOf =
    def: if tagOf def.value == "override" then def.value.priority else defaultOverridePriority;

  # Those definitions of the best (lowest) priority, and that priority.
  strongest =
    defs:
    let
      best = builtins.foldl' (least: def: lib.min least (priorityOf def)) 9999 defs;
    in
    {
      highestPrio = best;
      defs = map (
        def: if tagOf def.value == "override" then def // { value = def.value.content; } else def
      ) (builtins.filter (def: priorityOf def == best) defs);
    };

  ordered =
    defs:
    let
      ranked = map (
        def:
        if tagOf def.value == "order" then
          def
          // {
            value = def.value.content;
            inherit (def.value) priority;
          }
        else
          def
      ) defs;
      rank = def: def.priority or defaultOrderPriority;
    in
    if builtins.any (def: tagOf def.value == "order") defs then
      builtins.sort (a: b: rank a < rank b) ranked
    else
      defs;
in
{
  inherit mkIf mkOverride mkOrder;
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkForce = mkOverride 50;
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;

  properties = {
    inherit
      pushDown
      defaultOverridePriority
      defaultOrderPriority
      ;
    # Definitions `{ file; value; }` as they count in the end.
    resolve =
      defs:
      let
        discharged = builtins.concatMap (
          def:
          map (value: def // { inherit value; }) (
            builtins.addErrorContext "while evaluating definitions from `${def.file}':" (discharge def.value)
          )
        ) defs;
        kept = strongest discharged;
      in
      {
        inherit (kept) highestPrio;
        defs = ordered kept.defs;
      };
  };
}
