#pragma once

#include <signal.h>
#include <stdbool.h>

#include "client.h"
#include "options.h"

/*
 * The watcher's whole life: starts the server with the given signal mask, watches the client and the front
 * (`channel`: a byte is a signal to pass on, its end is the front's end), and ends the tree when it is time.
 * The last thing it does is to write the server's wait(2) status, an int, to the channel.
 */
_Noreturn void watch_server(const struct options *, const struct client *, bool own_scope, int channel,
                            const sigset_t *mask);
