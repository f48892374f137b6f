/* charts.h - scripts of charts, and drawing with them.  Private to report/. */
#ifndef PARLAB_CHARTS_H
#define PARLAB_CHARTS_H

#include <stdbool.h>

#include "../base/folder.h"

/* A name selects a script that is run, so only plain names, [a-z0-9-], are accepted. */
bool charts_is_plain(const char *name);
/* charts_script: assignments/EXERCISE/NAME.gp, or plots/NAME.gp, which all exercises share:
 * relative to parlab's folder.  NULL with an error: neither exists.  Caller frees. */
char *charts_script(const char *exercise, const char *name);
/* charts_draw: FOLDER/NAME.svg, or .pdf with the terminal pdfcairo, with such a script.  gnuplot
 * runs in the folder, so that no path can be swapped or read as a command. */
int charts_draw(const struct folder *folder, const char *name, const char *script, const char *terminal);

#endif
