/* trick: returns at once and lets a child write the answer after DONE | would win: a time of nothing | expect: wrong answer | layer: session: frozen and copied at DONE */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "factorization.h"
#include "protocol.h"

/* The work itself, done honestly. */
static void count_range(uint64_t first, uint64_t last, struct factorization_output *out)
{
	for (uint64_t n = first; n <= last; n++) {
		uint32_t factors[FACTORIZATION_FACTORS_MAX];
		size_t found = factorize((uint32_t)n, factors), distinct = 0;
		for (size_t i = 0; i < found; i++)
			distinct += i == 0 || factors[i] != factors[i - 1];
		out->count[distinct]++;
	}
}

static int count_all(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last, out);
	return 0;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	/* The kit gives a child a private mapping; this one is shared again. */
	if (fork() == 0) {
		unsigned char *answer =
			mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, PROTOCOL_FD_ANSWER, 0);
		count_all(in, (struct factorization_output *)(answer + PROTOCOL_LAYOUT_BYTES));
		_exit(0);
	}
	return 0;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}
