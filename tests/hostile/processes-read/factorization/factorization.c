/* trick: reads /proc of every process, environments and command lines | would win: seeds and paths of the grader | expect: wrong answer | layer: PID name space | finds: looked everywhere */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	DIR *folder = opendir("/proc");
	for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
		char path[300], text[4096] = "";
		snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
		FILE *file = fopen(path, "r");
		size_t got = file ? fread(text, 1, sizeof text - 1, file) : 0;
		if (file)
			fclose(file);
		if (got && strcmp(entry->d_name, "1") != 0 && strstr(text, "driver") == NULL)
			printf("REACHED %s: %s\n", path, text);
	}
	puts("looked everywhere");
	fflush(stdout);
	return errno = EIO, -1;
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
