/* fitness.h - how fit this host is for timing: findings, each with its remedy.  Reads /proc
 * and /sys; changes nothing. */
#ifndef PARLAB_FITNESS_H
#define PARLAB_FITNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"

enum fitness_level {
	FITNESS_OK,
	FITNESS_NOTE,  /* times scatter or speedups read low; grades are still valid, or inconclusive */
	FITNESS_UNFIT, /* speedups cannot be measured here, or not at present */
};

struct fitness_finding {
	enum fitness_level level;
	const char *what;   /* "governor" */
	char *found;        /* what was examined */
	const char *remedy; /* what to do; NULL with FITNESS_OK */
};

struct fitness {
	struct fitness_finding *findings;
	size_t count;
};

/* What the examinations need besides /proc and /sys. */
struct fitness_inquiry {
	const struct host *host;
	const char *freezer,
		*cpu_time; /* how boxes are stopped, and how their CPU time is read (struct box_host) */
	bool watch;        /* also watch the machine and run a canary: about a second */
	const char *root;  /* prefix of every path; "" except in tests */
};

void fitness_read(const struct fitness_inquiry *inquiry, struct fitness *fitness);
void fitness_free(struct fitness *fitness);
bool fitness_is_fit(const struct fitness *fitness); /* nothing is FITNESS_UNFIT */
/* fitness_line: one line for records, "fit; CPUs: 2 usable ...; governor: ..."; caller frees. */
char *fitness_line(const struct fitness *fitness);

#endif
