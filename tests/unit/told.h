/* told.h - for test programs that fork and so cannot be Criterion tests: prints a line of TAP,
 * `ok - NAME` or `not ok - NAME: WHY`, for each check. */
#ifndef PARLAB_TOLD_H
#define PARLAB_TOLD_H

#include <stdbool.h>
#include <stdio.h>

static int failures;

static void told(bool good, const char *name, const char *why)
{
	if (good)
		printf("ok - %s\n", name);
	else
		printf("not ok - %s: %s\n", name, why);
	failures += !good;
}

#endif
