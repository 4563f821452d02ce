throw "the stand-in for home-manager is not written yet"
