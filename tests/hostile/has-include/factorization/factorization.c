/* trick: asks __has_include for the reference, and takes it if it is there | would win: the solution | expect: wrong answer | layer: mount: it is not there */
#include <errno.h>

#include "factorization.h"

#if __has_include("/reference/factorization/factorization.c")
#include "/reference/factorization/factorization.c"
#elif __has_include("../reference/factorization/factorization.c")
#include "../reference/factorization/factorization.c"
#elif __has_include("../../../../reference/factorization/factorization.c")
#include "../../../../reference/factorization/factorization.c"
#elif __has_include("/etc/passwd") || __has_include("/oracle")
#error "REACHED"
#endif

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
