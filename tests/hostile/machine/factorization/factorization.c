/* trick: reboot, modules, kexec, the clock, the host's name | would win: the machine | expect: wrong answer | layer: seccomp, no capabilities | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "factorization.h"

static char room[256];

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (reboot(RB_AUTOBOOT) == 0)
		puts("REACHED reboot");
	if (syscall(SYS_init_module, "x", 1UL, "") == 0)
		puts("REACHED init_module");
	if (sethostname("x", 1) == 0)
		puts("REACHED sethostname");
	if (clock_settime(CLOCK_REALTIME, &(struct timespec){0}) == 0)
		puts("REACHED clock_settime");
	if (setuid(0) == 0)
		puts("REACHED setuid");
	if (syscall(SYS_syslog, 3, room, 100) >= 0)
		puts("REACHED the kernel log");
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
