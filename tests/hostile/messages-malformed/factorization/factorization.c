/* trick: sends huge, short and malformed packets | would win: a grader that crashes | expect: exited early | layer: session: a packet of another size or magic is a breach */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	static char junk[150000];
	memset(junk, 'x', sizeof junk);
	for (size_t bytes = 1; bytes < sizeof junk; bytes = bytes * 2 + 1)
		send(3, junk, bytes, MSG_DONTWAIT);
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
