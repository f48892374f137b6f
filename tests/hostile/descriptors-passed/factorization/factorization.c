/* trick: passes open files over the control channel until the grader has none left | would win: a grader that fails | expect: wrong answer | layer: kernel: descriptors that nobody asked for are closed */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "factorization.h"
#include "protocol.h"

static void pass_files(void)
{
	struct protocol_message note = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_READY};
	union { struct cmsghdr header; char room[CMSG_SPACE(100 * sizeof(int))]; } control = {0};
	struct iovec part = {&note, sizeof note};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
	                         .msg_controllen = sizeof control};

	control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(100 * sizeof(int)), .cmsg_level = SOL_SOCKET,
	                                  .cmsg_type = SCM_RIGHTS};
	for (int i = 0; i < 100; i++)
		memcpy(CMSG_DATA(&control.header) + (size_t)i * sizeof(int), &(int){1}, sizeof(int));
	sendmsg(PROTOCOL_FD_CONTROL, &message, MSG_DONTWAIT);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (int i = 0; i < 40; i++)
		pass_files();
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
