/* canary.c - trivially parallel spin loops, in trusted code.
 *
 * Integer arithmetic in registers: it uses neither memory nor the floating-point unit, so
 * if p threads are not p times as fast, the cause is the machine (other load, stolen time,
 * fewer CPUs than it reports), not the program.  Each thread reports how long it waited for
 * a CPU.  No timed program can fake this evidence of other load, since all timed programs
 * are frozen meanwhile.
 *
 * The canary is one chain of dependent steps, so it does not slow down when two CPUs
 * are hardware threads of one core: it is the upper limit for any program.  A probe
 * runs many chains and fills a core by itself, so it does slow down then.
 */
#include "canary.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "../base/base.h"

/* Measured on a VM whose CPUs sometimes share a core: 1.83 when they do, 0.98 to 1.05
 * otherwise. */
const double canary_slow = 1.15;
/* Waking a thread takes about 0.05 ms, which must be negligible beside its share of the
 * work. */
static const double share_least_s = 0.004;

/* The threads wait here until all have been created: on many CPUs creating them would
 * take most of the measured time. */
struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t opened;
	bool open;
};

struct share {
	pthread_t thread;
	struct gate *gate;
	uint64_t (*spin)(uint64_t steps);
	uint64_t steps, result;
	bool started;
	uint64_t started_ns, ended_ns;
	double delay_s;
	uint64_t switches;
};

/* The calling thread's run delay so far (proc(5), schedstat: second number, ns). */
static double run_delay_s(void)
{
	FILE *file = fopen("/proc/thread-self/schedstat", "re");
	unsigned long long delay_ns = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%*u %llu", &delay_ns) != 1)
		delay_ns = 0;
	fclose(file);
	return (double)delay_ns * 1e-9;
}

static uint64_t switches(void)
{
	struct rusage u;

	return getrusage(RUSAGE_THREAD, &u) == 0 ? (uint64_t)u.ru_nivcsw : 0;
}

/* xorshift64 (Marsaglia 2003): each step depends on the one before. */
static inline uint64_t step(uint64_t x)
{
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static uint64_t spin_one_chain(uint64_t steps)
{
	uint64_t x = 88172645463325252u;

	for (uint64_t i = 0; i < steps; i++)
		x = step(x);
	return x;
}

/* Eight independent chains, interleaved. */
static uint64_t spin_many_chains(uint64_t steps)
{
	uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;

	for (uint64_t i = 0; i < steps; i += 8) {
		a = step(a);
		b = step(b);
		c = step(c);
		d = step(d);
		e = step(e);
		f = step(f);
		g = step(g);
		h = step(h);
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
}

static void pass(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	while (!gate->open)
		pthread_cond_wait(&gate->opened, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);
}

static void open_gate(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	gate->open = true;
	pthread_cond_broadcast(&gate->opened);
	pthread_mutex_unlock(&gate->mutex);
}

static void spin_share(struct share *share)
{
	share->started_ns = clock_ns();
	share->result = share->spin(share->steps);
	share->ended_ns = clock_ns();
}

static void *run_share(void *argument)
{
	struct share *share = argument;
	double delay_s = run_delay_s();
	uint64_t switched = switches();

	pass(share->gate);
	spin_share(share);
	share->delay_s = run_delay_s() - delay_s;
	share->switches = switches() - switched;
	return NULL;
}

/* Pin each thread to a CPU of its own: two new threads that the scheduler puts on one
 * CPU for a moment would look like other load. */
static bool start_share(struct share *share, int cpu)
{
	pthread_attr_t attributes;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (pthread_attr_init(&attributes) != 0)
		return false;
	bool started = pthread_attr_setaffinity_np(&attributes, sizeof set, &set) == 0 &&
	               pthread_create(&share->thread, &attributes, run_share, share) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

static struct canary run_shares(uint64_t (*spin)(uint64_t), uint64_t steps, int threads, const int *cpus,
                                int cpu_count)
{
	struct gate gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER};
	struct share *shares = xcalloc((size_t)threads, sizeof *shares);
	struct canary canary = {0};
	volatile uint64_t sink = 0;
	uint64_t first = UINT64_MAX, last = 0;

	for (int i = 0; i < threads; i++) {
		shares[i].gate = &gate;
		shares[i].spin = spin;
		shares[i].steps = steps / (uint64_t)threads;
		shares[i].started = start_share(&shares[i], cpus[i % cpu_count]);
	}
	open_gate(&gate);
	for (int i = 0; i < threads; i++) {
		if (shares[i].started)
			pthread_join(shares[i].thread, NULL);
		else
			spin_share(&shares[i]);
	}
	for (int i = 0; i < threads; i++) {
		const struct share *s = &shares[i];
		sink ^= s->result;
		first = s->started_ns < first ? s->started_ns : first;
		last = s->ended_ns > last ? s->ended_ns : last;
		canary.delay_s = s->delay_s > canary.delay_s ? s->delay_s : canary.delay_s;
		canary.switches += s->switches;
	}
	canary.seconds = (double)(last - first) * 1e-9;
	(void)sink;
	free(shares);
	return canary;
}

struct canary canary_run(uint64_t steps, int threads, const int *cpus, int cpu_count)
{
	return run_shares(spin_one_chain, steps, threads, cpus, cpu_count);
}

double canary_probe(uint64_t steps, int threads, const int *cpus, int cpu_count)
{
	return run_shares(spin_many_chains, steps * (uint64_t)threads, threads, cpus, cpu_count).seconds;
}

/* The steps that one CPU does in this time: the best of five trials. */
static uint64_t calibrate(uint64_t (*spin)(uint64_t), double seconds, const int *cpus, int cpu_count)
{
	enum { TRIAL = 4000000 };
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		double t = run_shares(spin, TRIAL, 1, cpus, cpu_count).seconds;
		best = t < best ? t : best;
	}
	return (uint64_t)(TRIAL * seconds / best);
}

uint64_t canary_calibrate(double seconds, const int *cpus, int cpu_count)
{
	return calibrate(spin_one_chain, fmax(seconds, share_least_s * cpu_count), cpus, cpu_count);
}

uint64_t canary_calibrate_probe(double seconds, const int *cpus, int cpu_count)
{
	return calibrate(spin_many_chains, seconds, cpus, cpu_count);
}
