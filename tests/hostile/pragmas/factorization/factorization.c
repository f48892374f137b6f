/* trick: pragmas, linker sections and library requests in the source | would win: other flags for the compiler | expect: wrong answer | layer: build: flags come from the manifest alone */
#include <errno.h>

#include "factorization.h"

#pragma GCC optimize("O0,fplugin=/tmp/x.so")
#pragma comment(lib, "/reference/factorization.o")
#pragma GCC dependency "factorization.h"
__asm__(".section .note.GNU-stack,\"x\",@progbits\n"
        ".section .deplibs,\"MS\",@progbits,1\n.asciz \"c\"\n.text");
__attribute__((section(".interp"))) const char interpreter[] = "/tmp/loader";

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
