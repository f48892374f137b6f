/* oracle_watch.h - is the code that sweep gives to everybody right? */
#ifndef ORACLE_WATCH_H
#define ORACLE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "sweep.h"

/* Is series[SWEEP_POINTS][3] what lorenz_series should give, as far as chaos lets one compare? */
bool watch_series(const double (*series)[3]);

/* Does train_and_score give for a small network, begun with `seed`, the error that plain loops give? */
bool watch_training(const double (*series)[3], uint64_t seed);

#endif
