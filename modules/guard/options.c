#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property.h"
#include "say.h"

static const char help[] =
    "usage: mcp-guard --name NAME [OPTIONS] -- COMMAND [ARG...]\n"
    "\n"
    "Runs COMMAND, and ends it with all its descendants within a second once the client that\n"
    "started the guard is gone, however it went. Passes signals on, and the exit code back.\n"
    "\n"
    "  --name NAME            the server's name, for messages and the scope's unit\n"
    "  --parent-death MODE    guard (default); pdeathsig: only PR_SET_PDEATHSIG, then exec; none\n"
    "  --grace MS             between SIGTERM and SIGKILL, 0-60000 (default 400)\n"
    "  --scope WISH           auto (default): a systemd scope where there is a user manager;\n"
    "                         require: fail without one; none\n"
    "  --slice UNIT           the slice the scope lies in (default mcp-servers.slice)\n"
    "  --property KEY=VALUE   MemoryMax MemoryHigh MemorySwapMax CPUQuota CPUWeight IOWeight TasksMax\n"
    "  --log FILE             what COMMAND writes to standard error also goes there\n"
    "  --help, --version\n";

_Noreturn static void usage_error(const char *what, const char *value) {
    say("%s%s%s", what, value ? ": " : "", value ? value : "");
    fputs("try mcp-guard --help\n", stderr);
    exit(EXIT_USAGE);
}

/* The place of VALUE in the null-terminated list of words. */
static int choice(const char *option, const char *value, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (strcmp(value, words[i]) == 0) return i;
    usage_error(option, value);
}

static int number(const char *option, const char *value, long max) {
    char *end;
    errno = 0;
    long parsed = strtol(value, &end, 10);
    if (errno || end == value || *end || parsed < 0 || parsed > max) usage_error(option, value);
    return (int)parsed;
}

/* A unit name is a file name to systemd; what a server may be called is checked long before. */
static bool is_name(const char *text) {
    if (!*text || strlen(text) > 100) return false;
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(text);
}

static void add_property(struct options *options, const char *text) {
    struct property ignored;
    const char *problem = parse_property(text, &ignored);
    if (problem) usage_error(problem, text);
    if (options->property_count == MAX_PROPERTIES) usage_error("too many --property", NULL);
    options->properties[options->property_count++] = text;
}

struct options parse_options(int argc, char **argv) {
    static const char *const deaths[] = {"guard", "pdeathsig", "none", NULL};
    static const char *const wishes[] = {"auto", "require", "none", NULL};
    struct options options = {.grace_ms = 400, .slice = "mcp-servers.slice"};
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *option = argv[i];
        if (strcmp(option, "--help") == 0) {
            fputs(help, stdout);
            exit(0);
        }
        if (strcmp(option, "--version") == 0) {
            puts("mcp-guard " GUARD_VERSION);
            exit(0);
        }
        if (i + 1 >= argc) usage_error("unknown option, or one without its value", option);
        const char *value = argv[++i];
        if (strcmp(option, "--name") == 0) {
            if (!is_name(value)) usage_error("not a plain name", value);
            say_name(options.name = value);
        } else if (strcmp(option, "--parent-death") == 0)
            options.parent_death = (enum parent_death)choice(option, value, deaths);
        else if (strcmp(option, "--grace") == 0)
            options.grace_ms = number(option, value, 60000);
        else if (strcmp(option, "--scope") == 0)
            options.scope = (enum scope_wish)choice(option, value, wishes);
        else if (strcmp(option, "--slice") == 0)
            options.slice = value;
        else if (strcmp(option, "--property") == 0)
            add_property(&options, value);
        else if (strcmp(option, "--log") == 0)
            options.log = value;
        else
            usage_error("unknown option", option);
    }
    if (!options.name) usage_error("--name is missing", NULL);
    if (i + 1 >= argc) usage_error("no command after --", NULL);
    options.command = argv + i + 1;
    return options;
}
