/* watch.h - `check --watch`: check again whenever the work is saved. */
#ifndef PARLAB_WATCH_H
#define PARLAB_WATCH_H

#include "work.h"

/* watch_work: until q or a signal; returns the exit code of the last check. */
int watch_work(const struct work *work);

#endif
