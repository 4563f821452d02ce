#pragma once

/* What the guard says to a person: one line on standard error, "mcp-NAME: …". */
void say_name(const char *server);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says it and exits with CODE. */
_Noreturn void die(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum {
    EXIT_USAGE = 64,      /* EX_USAGE */
    EXIT_SOFTWARE = 70,   /* EX_SOFTWARE */
    EXIT_NO_SCOPE = 69,   /* EX_UNAVAILABLE: a scope is required and cannot be had */
    EXIT_CANNOT_RUN = 126,
    EXIT_NOT_FOUND = 127,
};
