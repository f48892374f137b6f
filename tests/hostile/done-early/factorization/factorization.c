/* trick: finds the sequence number in the kit and says DONE before computing | would win: a time of nothing | expect: memory error|wrong answer | layer: session: frozen and copied at DONE */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

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

/* The GO lies somewhere above in the stack, in the kit's own frame. */
static const struct protocol_message *find_go(void)
{
	const uint32_t *word = __builtin_frame_address(0);

	for (size_t i = 0; i < 256; i++)
		if (word[i] == PROTOCOL_MAGIC && word[i + 1] == PROTOCOL_GO)
			return (const struct protocol_message *)(word + i);
	return NULL;
}

static void say_done(uint64_t sequence)
{
	struct protocol_message done = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_DONE, .sequence = sequence};

	send(PROTOCOL_FD_CONTROL, &done, sizeof done, 0);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	const struct protocol_message *go = find_go();
	if (go)
		say_done(go->sequence);
	return count_all(in, out);
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
