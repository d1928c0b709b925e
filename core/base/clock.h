#ifndef BERTH_BASE_CLOCK_H
#define BERTH_BASE_CLOCK_H

/* The clock for spans of time: nobody sets it, and where it begins says nothing. */

#include "base/base.h"

int64_t clock_ms(void);
int64_t clock_us(void);

#endif
