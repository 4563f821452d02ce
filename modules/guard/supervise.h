#pragma once

#include <stdbool.h>

#include "client.h"
#include "options.h"

/*
 * Runs the command and never returns: ends as the command ended.
 *
 * Three processes. The *front* is the one the client started: it passes signals on and the exit code back.
 * Its child, the *watcher*, is the parent of the server, has left the client's process group and session,
 * watches the client and takes in orphans. Either may be killed: the watcher then ends the tree, or, when
 * it is the watcher that died, the front does. So a client that ends its server with SIGKILL, or kills its
 * whole process group, leaves nothing behind.
 */
_Noreturn void supervise(const struct options *, const struct client *, bool own_scope);
