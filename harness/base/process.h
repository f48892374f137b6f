/* process.h - run a trusted helper program (gnuplot, cc --version) and wait.
 * Never used for untrusted programs: see box/. */
#ifndef PARLAB_PROCESS_H
#define PARLAB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct process_result {
	int exit_code; /* 128 + signal if a signal ended it */
	char *output;  /* standard output and error together; NUL-terminated; caller frees */
	size_t bytes;  /* of it, without the NUL */
};

/* process_exists: is there a program of this name in PATH? */
bool process_exists(const char *program);
/* process_run: argv[0] is looked up in PATH; `input` may be NULL; killed after timeout_s.
 * -1 only if it could not be started or did not end in time. */
int process_run(char *const argv[], const char *input, double timeout_s, struct process_result *result);
/* process_run_in: in an opened folder, nothing on its standard input. */
int process_run_in(int folder, char *const argv[], double timeout_s, struct process_result *result);

#endif
