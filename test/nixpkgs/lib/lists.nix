# Lists.
{ lib }:
{
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isList
    length
    map
    partition
    sort
    tail
    ;

  foldl = builtins.foldl';
  foldr =
    f: end: list:
    let
      count = builtins.length list;
      from = index: if index == count then end else f (builtins.elemAt list index) (from (index + 1));
    in
    from 0;

  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: values: if condition then values else [ ];
  singleton = value: [ value ];
  toList = value: if builtins.isList value then value else [ value ];
  forEach = list: f: map f list;

  flatten = value: if builtins.isList value then builtins.concatMap lib.flatten value else [ value ];
  reverseList =
    list:
    let
      count = builtins.length list;
    in
    builtins.genList (index: builtins.elemAt list (count - index - 1)) count;
  last = list: builtins.elemAt list (builtins.length list - 1);
  init = list: lib.take (builtins.length list - 1) list;
  take = count: list: builtins.genList (builtins.elemAt list) (lib.min count (builtins.length list));
  drop =
    count: list:
    builtins.genList (index: builtins.elemAt list (index + count)) (
      lib.max 0 (builtins.length list - count)
    );

  findFirst =
    predicate: default: list:
    let
      found = builtins.filter predicate list;
    in
    if found == [ ] then default else builtins.head found;
  count = predicate: list: builtins.length (builtins.filter predicate list);
  unique = builtins.foldl' (
    seen: value: if builtins.elem value seen then seen else seen ++ [ value ]
  ) [ ];
  remove = value: builtins.filter (other: other != value);
  subtractLists = unwanted: builtins.filter (value: !builtins.elem value unwanted);
  intersectLists = wanted: builtins.filter (value: builtins.elem value wanted);
  range =
    first: last:
    if first > last then [ ] else builtins.genList (index: first + index) (last - first + 1);
  zipListsWith =
    f: a: b:
    builtins.genList (index: f (builtins.elemAt a index) (builtins.elemAt b index)) (
      lib.min (builtins.length a) (builtins.length b)
    );
  imap1 = f: lib.imap0 (index: f (index + 1));
  sortOn = key: builtins.sort (a: b: key a < key b);
  groupBy = builtins.groupBy;
  allUnique = list: builtins.length (lib.unique list) == builtins.length list;
  # `before a b`: a has to stand before b. Gives `{ result; }`, or `{ cycle; loops; }` when that cannot be.
  toposort =
    before: list:
    let
      step =
        done: left:
        let
          ready = builtins.filter (a: !builtins.any (b: before b a) left) left;
          first = builtins.head ready;
          dropFirst =
            rest:
            if builtins.head rest == first then
              builtins.tail rest
            else
              [ (builtins.head rest) ] ++ dropFirst (builtins.tail rest);
        in
        if left == [ ] then
          { result = done; }
        else if ready == [ ] then
          {
            cycle = left;
            loops = builtins.filter (a: before a a) left;
          }
        else
          step (done ++ [ first ]) (dropFirst left);
    in
    step [ ] list;
  imap0 =
    f: list: builtins.genList (index: f index (builtins.elemAt list index)) (builtins.length list);
}
