# An item of the Secret Service (GNOME Keyring, KeePassXC, KWallet), found by its attributes.
{ lib, shape }:
{
  script = ./secret-service.sh;
  programs = [ "secret-tool" ];
  read = _: written: {
    settings = written;
    problems =
      if !(builtins.isAttrs written) || written == { } then
        [ "must be a set of attributes, such as { service = \"mcp\"; key = \"firecrawl\"; }" ]
      else
        lib.concatLists (
          lib.mapAttrsToList (
            name: value:
            map (problem: "${name} ${problem}") (shape.text value)
            ++ lib.optional (lib.hasPrefix "-" name) "${name} must not begin with a dash"
          ) written
        );
  };
  arguments =
    settings:
    lib.concatLists (
      lib.mapAttrsToList (name: value: [
        name
        value
      ]) settings
    );
}
