/* pool_task.c - given: one task, the clock, the borders of blocks, a serial loop.
 *
 * A task mostly sleeps, as if it waited for a disk or a remote machine.  So eight workers
 * make sense on two CPUs, and the subject of the exercise, who waits for whom, can be
 * observed with fewer CPUs than workers.
 *
 * It knows nothing of workers.  It counts its calls in a page that all forked processes
 * share, so that a task done twice is detected.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "pool.h"

#define SECOND UINT64_C(1000000000)

static pid_t first_process;
static atomic_uint_fast64_t *calls; /* NULL: no page could be mapped */

__attribute__((constructor)) static void prepare(void)
{
	void *page = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	first_process = getpid();
	calls = page == MAP_FAILED ? NULL : page;
}

uint64_t pool_calls(void)
{
	return calls ? atomic_load(calls) : 0;
}

uint64_t pool_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static uint64_t computed_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

int64_t pool_task(uint64_t cost_ns, int64_t value)
{
	uint64_t end = pool_now_ns() + cost_ns, computed = computed_ns();
	uint64_t part = cost_ns / POOL_COMPUTING_PART,
		 computing = part < POOL_COMPUTING_NS_MOST ? part : POOL_COMPUTING_NS_MOST;
	struct timespec until = {.tv_sec = (time_t)(end / SECOND), .tv_nsec = (long)(end % SECOND)};

	if (calls)
		atomic_fetch_add(calls, 1);
	if (value == POOL_FATAL && getpid() != first_process)
		kill(getpid(), SIGKILL);
	while (computed_ns() < computed + computing)
		;
	/* Sleep until an absolute time, so that a signal does not prolong it. */
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
	return 2 * value;
}

size_t pool_block(size_t n, int w, int k)
{
	size_t blocks = (size_t)w, block = (size_t)k, rest = n % blocks;

	return block * (n / blocks) + (block < rest ? block : rest);
}

int pool_serial(const struct pool_input *in, struct pool_output *out)
{
	uint64_t start = pool_now_ns();

	for (size_t i = 0; i < in->tasks; i++) {
		out->span[i].worker = 0;
		out->span[i].start_ns = pool_now_ns() - start;
		out->result[i] = pool_task(in->cost_ns[i], in->value[i]);
		out->span[i].end_ns = pool_now_ns() - start;
	}
	return 0;
}
