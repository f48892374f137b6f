/* seccomp.h - the system calls a box may not make. */
#ifndef PARLAB_SECCOMP_H
#define PARLAB_SECCOMP_H

#include <stdbool.h>

/* seccomp_program: a readable file with the compiled filter, at offset 0, for
 * bubblewrap's --seccomp; the caller closes it.  -1 with error_text(). */
int seccomp_program(bool tracing_inside, bool fixed_stderr, bool loopback);

#endif
