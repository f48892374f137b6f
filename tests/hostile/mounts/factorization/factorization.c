/* trick: mount, umount, pivot_root, chroot, open_tree, open_by_handle_at | would win: files of the machine | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (mount("none", "/tmp", "tmpfs", 0, NULL) == 0)
		puts("REACHED mount");
	if (umount2("/proc", MNT_DETACH) == 0)
		puts("REACHED umount");
	if (chroot("/tmp") == 0)
		puts("REACHED chroot");
	if (syscall(SYS_open_tree, -100, "/", 1) >= 0)
		puts("REACHED open_tree");
	if (syscall(SYS_fsopen, "tmpfs", 0) >= 0)
		puts("REACHED fsopen");
	if (syscall(SYS_open_by_handle_at, -100, NULL, 0) >= 0)
		puts("REACHED open_by_handle_at");
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
