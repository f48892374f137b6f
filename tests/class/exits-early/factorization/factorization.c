/* expect: exited early */
/* Fixture: prints a perfect result and ends the process with status 0 before the call
 * returns.
 * Verdict: exited early, in every mode; the printed result earns nothing. */
#include <stdio.h>
#include <unistd.h>

#include "factorization.h"

static int pretend(void)
{
	printf("{1: 41724, 2: 150785, 3: 191810, 4: 97676, 5: 17312, 6: 692}\n");
	fflush(stdout);
	_exit(0);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in;
	(void)out;
	return pretend();
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in;
	(void)workers;
	(void)out;
	return pretend();
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in;
	(void)workers;
	(void)out;
	return pretend();
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in;
	(void)workers;
	(void)out;
	return pretend();
}
