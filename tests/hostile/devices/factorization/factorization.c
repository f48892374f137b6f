/* trick: raw devices, and making device nodes | would win: the disk and the memory of the machine | expect: wrong answer | layer: mount: a handful of devices; no capabilities | finds: looked everywhere */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	static const char *const places[] = {
		"/dev/mem", "/dev/kmem", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/dev/loop0",
		"/dev/kmsg", "/dev/net/tun", "/proc/kcore", "/proc/sysrq-trigger",
	};
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (open(places[i], O_RDWR) >= 0)
			printf("REACHED %s\n", places[i]);
	if (mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)) == 0)
		puts("REACHED mknod");
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
