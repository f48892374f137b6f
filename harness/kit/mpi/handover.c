/* handover.c - parlab's descriptors, from the first process of a box to rank 0.
 *
 * mpirun closes every descriptor but three in the processes that it starts.  So the first process
 * of the box, which has the control channel and both memory files, keeps them from mpirun, and
 * hands them to one process that connects to its socket.  Then it closes its own, and only waits.
 *
 * Which process asks first is the program's affair: all of them are the student's, and parlab
 * believes none of them anything.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit_mpi.h"

#define NAME_VARIABLE "PARLAB_HANDOVER"
enum { FILES = 3, FIRST_FILE = PROTOCOL_FD_CONTROL, FD_ASIDE = 20, EXIT_FAILED = 2 };

/* An abstract socket: its name lives and ends with the box's network name space. */
static socklen_t address_of(const char *name, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	strncpy(address->sun_path + 1, name, sizeof address->sun_path - 2);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address->sun_path + 1));
}

/* One byte, and the descriptors with it. */
struct parcel {
	char byte;
	struct iovec part;
	struct msghdr message;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(FILES * sizeof(int))];
};

static void prepare_parcel(struct parcel *p)
{
	*p = (struct parcel){.byte = 0};
	p->part = (struct iovec){&p->byte, 1};
	p->message = (struct msghdr){.msg_iov = &p->part,
	                             .msg_iovlen = 1,
	                             .msg_control = p->control,
	                             .msg_controllen = sizeof p->control};
}

static int send_files(int to)
{
	const int files[FILES] = {FIRST_FILE, FIRST_FILE + 1, FIRST_FILE + 2};
	struct parcel p;

	prepare_parcel(&p);
	struct cmsghdr *header = CMSG_FIRSTHDR(&p.message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof files);
	memcpy(CMSG_DATA(header), files, sizeof files);
	return sendmsg(to, &p.message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

/* Give them their numbers, which some of them may have by chance already. */
static int place_files(const int files[FILES])
{
	int aside[FILES];

	for (int i = 0; i < FILES; i++)
		if ((aside[i] = fcntl(files[i], F_DUPFD, FD_ASIDE)) < 0 || close(files[i]) != 0)
			return -1;
	for (int i = 0; i < FILES; i++)
		if (dup2(aside[i], FIRST_FILE + i) < 0 || close(aside[i]) != 0)
			return -1;
	return 0;
}

int kit_take_over(void)
{
	const char *name = getenv(NAME_VARIABLE);
	struct sockaddr_un address;
	struct parcel p;
	int files[FILES], from = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (name == NULL || from < 0 ||
	    connect(from, (struct sockaddr *)&address, address_of(name, &address)) != 0)
		return -1;
	prepare_parcel(&p);
	ssize_t got = recvmsg(from, &p.message, 0);
	struct cmsghdr *header = got == 1 ? CMSG_FIRSTHDR(&p.message) : NULL;
	close(from);
	if (header == NULL || header->cmsg_len != CMSG_LEN(sizeof files)) {
		errno = EPROTO;
		return -1;
	}
	memcpy(files, CMSG_DATA(header), sizeof files);
	return place_files(files);
}

/* A name that nobody else has. */
static int listen_somewhere(void)
{
	struct sockaddr_un address;
	char name[40];
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(name, sizeof name, "parlab-%d", (int)getpid());
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, address_of(name, &address)) != 0 ||
	    listen(fd, 1) != 0 || setenv(NAME_VARIABLE, name, 1) != 0)
		return -1;
	for (int i = 0; i < FILES; i++)
		if (fcntl(FIRST_FILE + i, F_SETFD, FD_CLOEXEC) != 0)
			return -1;
	return fd;
}

static pid_t start_mpirun(int ranks)
{
	static char rank[] = "--rank";
	char *const arguments[] = {rank, NULL};
	char self[4096];
	pid_t child = fork();

	if (child != 0)
		return child;
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	if (length > 0) {
		self[length] = '\0';
		kit_launch(ranks, self, arguments);
	}
	perror("mpirun");
	_exit(EXIT_FAILED);
}

/* Serve one connection, if one comes before mpirun ends. */
static void serve_one(int listener, pid_t mpirun)
{
	struct pollfd wait[] = {{.fd = listener, .events = POLLIN},
	                        {.fd = (int)syscall(SYS_pidfd_open, mpirun, 0), .events = POLLIN}};

	while (poll(wait, 2, -1) < 0 && errno == EINTR)
		;
	int to = wait[0].revents ? accept4(listener, NULL, NULL, SOCK_CLOEXEC) : -1;
	if (to >= 0)
		send_files(to);
	close(to);
	close(wait[1].fd);
	close(listener);
	for (int i = 0; i < FILES; i++)
		close(FIRST_FILE + i);
}

int kit_hand_over(int ranks)
{
	int listener = listen_somewhere(), status = 0;
	pid_t mpirun = listener < 0 || ranks < 1 ? -1 : start_mpirun(ranks);

	if (mpirun < 0) {
		fprintf(stderr, "%s: --driver is for parlab; to run by hand: %s d\n", kit_exercise.name,
		        kit_exercise.name);
		return EXIT_FAILED;
	}
	serve_one(listener, mpirun);
	while (waitpid(mpirun, &status, 0) < 0 && errno == EINTR)
		;
	/* A signal that ended a rank is in mpirun's exit code.  Open MPI 4.1 sometimes crashes itself
	 * after it has ended a failed job, which says nothing of a rank. */
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
}
