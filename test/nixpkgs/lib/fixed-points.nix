# Fixed points and overlays.
{ lib }:
{
  fix =
    f:
    let
      x = f x;
    in
    x;

  # Overlays a function of the final set with one more layer: `final: prev: { … }`.
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;

  composeExtensions =
    first: second: final: prev:
    let
      fromFirst = first final prev;
    in
    fromFirst // second final (prev // fromFirst);

  composeManyExtensions = lib.foldr lib.composeExtensions (_final: _prev: { });

  makeExtensible = lib.makeExtensibleWithCustomName "extend";

  makeExtensibleWithCustomName =
    name: rattrs:
    lib.fix (
      final:
      rattrs final
      // {
        ${name} = overlay: lib.makeExtensibleWithCustomName name (lib.extends overlay rattrs);
      }
    );

  # An overlay from any of the forms that `overrideAttrs` takes: a set, `prev:`, or `final: prev:`.
  toExtension =
    value:
    if lib.isFunction value then
      final: prev:
      let
        given = value prev;
      in
      if lib.isFunction given then value final prev else given
    else
      _final: _prev: value;
}
