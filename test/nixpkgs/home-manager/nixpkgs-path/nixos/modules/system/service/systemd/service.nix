throw "the stand-in has no modular services (`home.services`)"
