#pragma once

#include <stdbool.h>

#include "options.h"

/*
 * Puts this process, and so all it starts, into a transient scope unit of the user's systemd, with the
 * limits asked for, and says whether it did. What cannot be had is said on standard error; with
 * SCOPE_REQUIRE that ends the process.
 */
bool enter_scope(const struct options *);
