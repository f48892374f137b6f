/* charts.h - the scripts of an exercise's charts.  Private to report/. */
#ifndef PARLAB_CHARTS_H
#define PARLAB_CHARTS_H

#include <stdbool.h>

/* A name selects a script that is run, so only plain names, [a-z0-9-], are accepted. */
bool charts_is_plain(const char *name);
/* charts_script: assignments/EXERCISE/NAME.gp, or plots/NAME.gp, which all exercises share:
 * relative to parlab's folder.  NULL with an error: neither exists.  Caller frees. */
char *charts_script(const char *exercise, const char *name);

#endif
