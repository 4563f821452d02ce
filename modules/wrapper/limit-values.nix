# What each limit may be: what systemd takes for it, in a unit as in a scope that is made over D-Bus. Its grammar is
# that of parse_size() and parse_permyriad() in systemd's src/basic, less spaces and sums of several sizes; its ranges
# are those of systemd.resource-control(5). For each limit `{ takes; description; }`: a check of a value, and what
# follows "must be".
{ lib }:
let
  inherit (builtins)
    elemAt
    fromJSON
    isInt
    isString
    match
    stringLength
    ;

  # { number; fraction; unit; } of "1.5G", or null. A longer fraction would say nothing more.
  parse =
    text:
    let
      parts = match "([0-9]{1,19})(\\.([0-9]{1,9}))?([KMGTPE%]?)" text;
      whole = lib.head (match "0*([1-9][0-9]*|0)" (elemAt parts 0));
      fraction = if elemAt parts 2 == null then "" else elemAt parts 2;
    in
    if parts == null then
      null
    else
      {
        inherit fraction;
        number = fromJSON "${whole}.${fraction}0";
        unit = elemAt parts 3;
      };
  ofString = check: value: isString value && parse value != null && check (parse value);

  factors = {
    "" = 1.0;
    K = 1024.0;
    M = 1048576.0;
    G = 1073741824.0;
    T = 1099511627776.0;
    P = 1125899906842624.0;
    E = 1152921504606846976.0;
  };
  # In bytes, below 2^63.
  size =
    least:
    ofString (
      { number, unit, ... }:
      factors ? ${unit}
      && number * factors.${unit} >= least
      && number * factors.${unit} < 9223372036854775808.0
    );
  percentage =
    most:
    ofString (
      {
        number,
        fraction,
        unit,
      }:
      unit == "%" && stringLength fraction <= 2 && number > 0 && number <= most
    );
  integer = least: value: isInt value && value >= least;
  infinity = value: value == "infinity";
  anyOf = checks: value: lib.any (check: check value) checks;

  percentageText = "a percentage above 0 and up to 100 (\"50%\"; at most two decimals)";
  memory = least: more: {
    takes = anyOf [
      (integer least)
      (size least)
      (percentage 100)
      infinity
    ];
    description = "a size ${more}, in bytes or with K, M, G, T, P or E after it (\"1G\"), ${percentageText}, or \"infinity\"";
  };
  weight = {
    takes =
      value:
      isInt value && value >= 1 && value <= 10000
      || isString value && match "[1-9][0-9]{0,3}|10000" value != null;
    description = "a weight from 1 to 10000";
  };
in
{
  memoryMax = memory 1 "above 0";
  memoryHigh = memory 1 "above 0";
  memorySwapMax = memory 0 "from 0";
  cpuQuota = {
    takes = percentage 1000000;
    description = "a percentage of one CPU, above 0 and up to 1000000 (\"150%\"; at most two decimals)";
  };
  cpuWeight = weight;
  ioWeight = weight;
  tasksMax = {
    takes = anyOf [
      (integer 1)
      # systemd takes a number that begins with 0 for an octal one.
      (value: isString value && match "[1-9][0-9]{0,17}" value != null)
      (percentage 100)
      infinity
    ];
    description = "a number from 1, ${percentageText}, or \"infinity\"";
  };
}
