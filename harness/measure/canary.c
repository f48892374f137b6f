/* canary.c - a trivially parallel spin, in trusted code.
 *
 * Integer arithmetic in registers: it needs neither memory nor a floating-point
 * unit, so whatever keeps p threads of it from running p times as fast is the
 * machine (other load, stolen time, fewer CPUs than it says), not the program.
 */
#include "canary.h"

#include <pthread.h>
#include <stdlib.h>

#include "../base/base.h"

struct share {
	pthread_t thread;
	uint64_t steps, result;
	bool started;
};

static uint64_t spin(uint64_t steps)
{
	uint64_t x = 88172645463325252u;

	for (uint64_t i = 0; i < steps; i++) {   /* xorshift64: each step needs the one before */
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	return x;
}

static void *run_share(void *argument)
{
	struct share *share = argument;

	share->result = spin(share->steps);
	return NULL;
}

double canary_run(uint64_t steps, int threads)
{
	struct share *shares = xcalloc((size_t)threads, sizeof *shares);
	volatile uint64_t sink = 0;
	uint64_t started = clock_ns();

	for (int i = 0; i < threads; i++)
		shares[i].steps = steps / (uint64_t)threads;
	/* The caller takes the last share itself. */
	for (int i = 0; i + 1 < threads; i++)
		shares[i].started = pthread_create(&shares[i].thread, NULL, run_share, &shares[i]) == 0;
	run_share(&shares[threads - 1]);
	for (int i = 0; i + 1 < threads; i++) {
		if (shares[i].started)
			pthread_join(shares[i].thread, NULL);
		else
			run_share(&shares[i]);
	}
	double seconds = (double)(clock_ns() - started) * 1e-9;
	for (int i = 0; i < threads; i++)
		sink ^= shares[i].result;
	(void)sink;
	free(shares);
	return seconds;
}

uint64_t canary_calibrate(double seconds)
{
	enum { TRIAL = 4000000 };
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		double t = canary_run(TRIAL, 1);
		best = t < best ? t : best;
	}
	return (uint64_t)(TRIAL * seconds / best);
}
