/* trick: functions with the names of the kit and of the C library | would win: all points for no work | expect: wrong answer | layer: build: only the contract's names leave the object */
#include <errno.h>

#include "factorization.h"

int kit_driver(void);
int kit_driver(void)
{
	return 0;
}

int bundle_open(void *bundle, void *base, size_t bytes);
int bundle_open(void *bundle, void *base, size_t bytes)
{
	(void)bundle, (void)base, (void)bytes;
	return 0;
}

long send(int fd, const void *bytes, size_t count, int flags);
long send(int fd, const void *bytes, size_t count, int flags)
{
	(void)fd, (void)bytes, (void)flags;
	return (long)count;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
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
