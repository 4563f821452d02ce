# Plain functions, and the builtins that nixpkgs' lib passes on under the same names.
{ lib }:
{
  inherit (builtins)
    add
    deepSeq
    isBool
    isFloat
    isInt
    isPath
    lessThan
    pathExists
    readFile
    seq
    sub
    trace
    typeOf
    unsafeGetAttrPos
    ;

  id = value: value;
  const = value: _: value;
  flip =
    f: a: b:
    f b a;
  pipe = builtins.foldl' (value: f: f value);

  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  boolToString = value: if value then "true" else "false";

  # A functor (an attribute set with `__functor`) counts as a function, as it does in nixpkgs.
  isFunction = f: builtins.isFunction f || (f ? __functor && lib.isFunction (f.__functor f));
  toFunction = value: if lib.isFunction value then value else lib.const value;
  functionArgs =
    f:
    if f ? __functor then
      f.__functionArgs or (lib.functionArgs (f.__functor f))
    else
      builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };

  importJSON = path: builtins.fromJSON (builtins.readFile path);
  importTOML = path: builtins.fromTOML (builtins.readFile path);

  assertMsg = condition: message: condition || throw message;
  throwIf = condition: message: if condition then throw message else lib.id;
  throwIfNot = condition: lib.throwIf (!condition);
  warn = message: builtins.trace "evaluation warning: ${message}";
  warnIf = condition: message: if condition then lib.warn message else lib.id;

  # What a hash mismatch is provoked with. Nothing that this project emits may contain one of them.
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
  fakeSha512 = lib.fakeSha256 + lib.fakeSha256;
}
