#pragma once

#include <stdbool.h>

enum parent_death { DEATH_GUARD, DEATH_PDEATHSIG, DEATH_NONE };
enum scope_wish { SCOPE_AUTO, SCOPE_REQUIRE, SCOPE_NONE };

enum { MAX_PROPERTIES = 16 };

struct options {
    const char *name;
    enum parent_death parent_death;
    int grace_ms; /* between SIGTERM and SIGKILL */
    enum scope_wish scope;
    const char *slice;
    const char *properties[MAX_PROPERTIES]; /* KEY=VALUE, as systemd writes them */
    int property_count;
    const char *log;
    char **command;
};

/* Reads the command line. Bad input, --help and --version end the process. */
struct options parse_options(int argc, char **argv);
