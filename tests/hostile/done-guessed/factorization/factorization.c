/* trick: sends DONE with guessed sequence numbers | would win: all points for no work | expect: exited early | layer: session: numbers are drawn anew, strays are counted */
#include <errno.h>
#include <sys/socket.h>

#include "factorization.h"
#include "protocol.h"


static void say_done(uint64_t sequence)
{
	struct protocol_message done = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_DONE, .sequence = sequence};

	send(PROTOCOL_FD_CONTROL, &done, sizeof done, 0);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (uint64_t sequence = 0; sequence < 10000; sequence++)
		say_done(sequence);
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
