#pragma once

#include <stdint.h>

/* Milliseconds on the monotonic clock. */
int64_t now_ms(void);
