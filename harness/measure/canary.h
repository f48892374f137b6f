/* canary.h - what the machine itself can give at this moment: a fixed amount
 * of arithmetic, shared out over p threads that need nothing from each other. */
#ifndef PARLAB_CANARY_H
#define PARLAB_CANARY_H

#include <stdint.h>

/* canary_calibrate: how many steps take about `seconds` on one CPU now. */
uint64_t canary_calibrate(double seconds);
/* canary_run: the time in seconds of `steps` steps shared over p threads. */
double canary_run(uint64_t steps, int threads);

#endif
