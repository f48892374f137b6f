/* objects: base/base base/file */
/* program */
/* test_serve.c - an oracle that serves requests: each is answered by a child, which cannot access
 * the serving process, and whose exit status is reported.
 *
 * A separate program, since it forks. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "judge/serve.c"
#include "told.h"

/* --- the server ------------------------------------------------------------- */

static int can_reach_the_waiting(void)
{
	char *memory = xasprintf("/proc/%d/mem", getppid());
	int fd = open(memory, O_RDWR);

	free(memory);
	return fd >= 0;
}

/* The behaviour of a child: the first argument of the request says. */
static int obey(int argc, char **argv)
{
	char bytes[64];

	if (strcmp(argv[0], "echo") == 0) {
		ssize_t got = read(PROTOCOL_FD_INPUT, bytes, sizeof bytes);
		printf("%d words, the last '%s'; input %.*s", argc, argv[argc - 1], (int)got, bytes);
		fputs("aside", stderr);
		return write(PROTOCOL_FD_ANSWER, "written", 7) == 7 ? 3 : 2;
	}
	if (strcmp(argv[0], "socket") == 0)
		return fcntl(SERVE_FD_CONTROL, F_GETFD) < 0 ? 1 : 0;
	if (strcmp(argv[0], "reach") == 0)
		return can_reach_the_waiting() ? 0 : 1;
	abort();
}

static pid_t start(int *control)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		exit(2);
	pid_t pid = fork();
	if (pid == 0) {
		close(pair[0]);
		dup2(pair[1], SERVE_FD_CONTROL); /* only descriptors 0 to 2 are open besides */
		if (pair[1] != SERVE_FD_CONTROL)
			close(pair[1]);
		/* Root may trace any process, so drop root privileges. */
		if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(9);
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
		_exit(serve(obey));
	}
	close(pair[1]);
	*control = pair[0];
	return pid;
}

/* --- the client --------------------------------------------------------------- */

static int send_question(int control, const char *words, size_t bytes, const int *files, size_t count)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(8 * sizeof(int))];
	} rights = {.bytes = {0}};
	struct iovec packet = {(char *)words, bytes};
	struct msghdr message = {.msg_iov = &packet, .msg_iovlen = 1};

	if (count > 0) {
		message.msg_control = rights.bytes;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		struct cmsghdr *first = CMSG_FIRSTHDR(&message);
		first->cmsg_level = SOL_SOCKET;
		first->cmsg_type = SCM_RIGHTS;
		first->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(first), files, count * sizeof(int));
	}
	return sendmsg(control, &message, MSG_NOSIGNAL) == (ssize_t)bytes ? 0 : -1;
}

static struct serve_reply ask(int control, const char *words, size_t bytes, const int files[SERVE_FILES])
{
	struct serve_reply reply = {.signal = -1};

	if (send_question(control, words, bytes, files, SERVE_FILES) != 0 ||
	    recv(control, &reply, sizeof reply, 0) != sizeof reply)
		reply.signal = -1;
	return reply;
}

static bool holds_text(int fd, const char *expected)
{
	char text[256] = {0};

	return pread(fd, text, sizeof text - 1, 0) >= 0 && strcmp(text, expected) == 0;
}

static void test_answers(void)
{
	int control, files[SERVE_FILES], status = -1;
	pid_t pid = start(&control);

	for (int i = 0; i < SERVE_FILES; i++)
		files[i] = memory_file("file", 0);
	if (pwrite(files[0], "given", 5, 0) != 5)
		exit(2);
	struct serve_reply reply = ask(control, "echo\0two\0three", 15, files);
	told(reply.signal == 0 && reply.code == 3, "an exit code is told", "another was");
	told(holds_text(files[2], "3 words, the last 'three'; input given"),
	     "words, input and standard output are in place", "");
	told(holds_text(files[3], "aside"), "and standard error", "");
	told(holds_text(files[1], "written"), "and the answer", "");
	reply = ask(control, "socket", 7, files);
	told(reply.code == 1, "a child has not got the socket", "it has");
	reply = ask(control, "reach", 6, files);
	told(reply.code == 1, "a child cannot look into the one that waits", "it can");
	reply = ask(control, "die", 4, files);
	told(reply.signal == SIGABRT, "a child's death is told", "it is not");
	reply = ask(control, "socket", 7, files);
	told(reply.signal == 0 && reply.code == 1, "and the next question is answered", "it is not");
	close(control);
	told(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
	     "it ends with 0 when nobody is left to ask", "it does not");
	for (int i = 0; i < SERVE_FILES; i++)
		close(files[i]);
}

/* A request without its files is a fault of parlab, not a judgement. */
static void test_refusals(void)
{
	static const size_t counts[] = {0, SERVE_FILES - 1, SERVE_FILES + 1};

	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		int control, status = -1, files[8];
		pid_t pid = start(&control);
		struct serve_reply reply;
		for (size_t f = 0; f < ARRAY_LENGTH(files); f++)
			files[f] = STDIN_FILENO;
		int sent = send_question(control, "socket", 7, files, counts[i]);
		ssize_t got = recv(control, &reply, sizeof reply, 0);
		char *name = xasprintf("a question with %zu files gets no reply", counts[i]);
		told(sent == 0 && got == 0, name, "it does");
		free(name);
		close(control);
		told(waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		             WEXITSTATUS(status) == SERVE_FAULT,
		     "and ends it with a fault", "it does not");
	}
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_answers();
	test_refusals();
	return failures != 0;
}
