/*
 * mcp-guard: starts an MCP server for a client and sees to it that nothing of it outlives the client.
 *
 * Limits it sets and the scope it makes are systemd's; see scope.h. How it knows the client: client.h. How
 * the server's processes are ended: supervise.h, tree.h.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "become.h"
#include "client.h"
#include "inherited.h"
#include "options.h"
#include "platform.h"
#include "say.h"
#include "scope.h"
#include "supervise.h"

/* A descriptor that the client left closed would be the next thing we open. */
static void fill_standard_descriptors(void) {
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        struct stat ignored;
        if (fstat(descriptor, &ignored) < 0 && open("/dev/null", O_RDWR) < 0) _exit(EXIT_SOFTWARE);
    }
}

int main(int argc, char **argv) {
    fill_standard_descriptors();
    struct options options = parse_options(argc, argv);
    if (options.log && options.parent_death != DEATH_GUARD) die(EXIT_USAGE, "--log needs --parent-death guard");

    /* First of all, for everything else takes time in which the client may go. */
    pid_t parent = getppid();
    struct client client = {.count = 0};
    if (options.parent_death == DEATH_GUARD) client = find_client();
    note_inherited();
    bool own_scope = enter_scope(&options);

    switch (options.parent_death) {
        case DEATH_NONE:
            become(options.command);
        case DEATH_PDEATHSIG:
            if (!die_with_parent(SIGTERM)) die(EXIT_SOFTWARE, "--parent-death pdeathsig: this system has no such thing");
            if (getppid() != parent) die(EXIT_SOFTWARE, "the client is gone already");
            become(options.command);
        case DEATH_GUARD:
            supervise(&options, &client, own_scope);
    }
}
