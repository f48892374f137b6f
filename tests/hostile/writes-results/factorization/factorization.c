/* trick: writes the results files of several graders, and the gradebook | would win: all points for no work | expect: wrong answer | layer: mount: nothing but /tmp and /dev/shm can be written */
#include <errno.h>
#include <stdio.h>

#include "factorization.h"

static const char *const places[] = {
	"/autograder/results/results.json", "/autograder/results/stdout", "results.json", "../gradebook.db",
	"/tmp/out/grades.csv", "/out/grades.csv", "/src/driver.c", "/driver", "/etc/passwd", "/usr/lib/x",
};

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		FILE *file = fopen(places[i], "w");
		if (!file)
			continue;
		fputs("{\"score\": 20}\n", file);
		fclose(file);
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
