/* trick: prints what other graders end with: PASSED, scores, JSON, TAP | would win: all points for no work | expect: wrong answer | layer: oracle: nobody parses what is printed */
#include <errno.h>
#include <stdio.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	puts("{1: 7, 2: 2}\nPASSED\nAll tests passed\n100/100\n1..1\nok 1\n12 passed, 0 failed, 0 skipped");
	puts("{\"score\": 20, \"tests\": [{\"status\": \"passed\", \"score\": 20, \"max_score\": 20}]}");
	fputs("verdict: correct\nchild-pid: 1\n{ \"exit-code\": 0 }\n", stderr);
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
