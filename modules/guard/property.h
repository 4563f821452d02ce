#pragma once

#include <stdint.h>

/* A resource limit as the manager takes it over D-Bus: `t` is a uint64, `u` a uint32. */
struct property {
    const char *name;
    char signature;
    uint64_t value;
};

/*
 * Reads KEY=VALUE as systemd.resource-control(5) writes it: sizes with K M G T P E (of 1024) and fractions,
 * percentages, `infinity`, plain numbers. Returns NULL, or what is wrong.
 */
const char *parse_property(const char *text, struct property *property);
