# Strings.
{ lib }:
{
  inherit (builtins)
    concatStringsSep
    isString
    match
    replaceStrings
    split
    stringLength
    substring
    toJSON
    fromJSON
    ;

  concatStrings = builtins.concatStringsSep "";
  concatMapStrings = f: list: lib.concatStrings (map f list);
  concatMapStringsSep =
    separator: f: list:
    builtins.concatStringsSep separator (map f list);
  concatMapAttrsStringSep =
    separator: f: attrs:
    builtins.concatStringsSep separator (lib.mapAttrsToList f attrs);
  concatLines = lib.concatMapStrings (line: line + "\n");
  optionalString = condition: string: if condition then string else "";

  hasPrefix = prefix: string: builtins.substring 0 (builtins.stringLength prefix) string == prefix;
  hasSuffix =
    suffix: string:
    let
      start = builtins.stringLength string - builtins.stringLength suffix;
    in
    start >= 0 && builtins.substring start (-1) string == suffix;
  hasInfix = infix: string: builtins.length (lib.splitString infix string) > 1;
  removePrefix =
    prefix: string:
    if lib.hasPrefix prefix string then
      builtins.substring (builtins.stringLength prefix) (-1) string
    else
      string;
  removeSuffix =
    suffix: string:
    if lib.hasSuffix suffix string then
      builtins.substring 0 (builtins.stringLength string - builtins.stringLength suffix) string
    else
      string;

  splitString =
    separator: string:
    builtins.filter builtins.isString (builtins.split (lib.escapeRegex separator) (toString string));
  trim =
    string:
    let
      inner = builtins.match "[ \t\n\r]*(.*[^ \t\n\r])[ \t\n\r]*" string;
    in
    if inner == null then "" else builtins.head inner;

  stringToCharacters =
    string: builtins.genList (at: builtins.substring at 1 string) (builtins.stringLength string);
  escape =
    characters: builtins.replaceStrings characters (map (character: "\\${character}") characters);
  escapeRegex = lib.escape (lib.stringToCharacters "\\[{()^$?*+|.");
  escapeNixString = string: lib.escape [ "$" ] (builtins.toJSON string);
  # A name as an attribute set may have it unquoted, or quoted.
  escapeNixIdentifier =
    name:
    if
      builtins.match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null
      && !builtins.elem name [
        "assert"
        "else"
        "if"
        "in"
        "inherit"
        "let"
        "or"
        "rec"
        "then"
        "with"
      ]
    then
      name
    else
      lib.strings.escapeNixString name;
  # Words that a shell leaves alone stay bare, so that a log stays readable.
  escapeShellArg =
    value:
    let
      string = toString value;
    in
    if builtins.match "[[:alnum:],._+:@%/-]+" string == null then
      "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] string}'"
    else
      string;
  escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;

  toLower = builtins.replaceStrings lib.upperChars lib.lowerChars;
  toUpper = builtins.replaceStrings lib.lowerChars lib.upperChars;
  lowerChars = lib.stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = lib.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  # A store path's name may hold only some characters: every run of others becomes one dash.
  sanitizeDerivationName =
    string:
    let
      parts = builtins.split "[^[:alnum:]+._?=-]+" (
        builtins.unsafeDiscardStringContext (toString string)
      );
      joined = lib.concatMapStrings (part: if builtins.isList part then "-" else part) parts;
      undotted = builtins.head (builtins.match "\\.*(.*)" joined);
    in
    if undotted == "" then "unknown" else undotted;

  isStringLike =
    value: builtins.isString value || builtins.isPath value || value ? outPath || value ? __toString;
  isStorePath =
    value:
    lib.isStringLike value
    && builtins.substring 0 1 (toString value) == "/"
    && builtins.dirOf (toString value) == builtins.storeDir;

  makeSearchPath =
    subDir: paths:
    lib.concatMapStringsSep ":" (path: "${path}/${subDir}") (
      builtins.filter (path: path != null) paths
    );
  makeSearchPathOutput =
    output: subDir: packages:
    lib.makeSearchPath subDir (map (lib.getOutput output) packages);
  makeBinPath = lib.makeSearchPathOutput "bin" "bin";
  makeLibraryPath = lib.makeSearchPathOutput "lib" "lib";

  fileContents = path: lib.removeSuffix "\n" (builtins.readFile path);
  toShellVar = name: value: "${name}=${lib.escapeShellArg value}";
}
