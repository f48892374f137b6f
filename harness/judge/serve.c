/* serve.c - an oracle that serves requests (serve.h).
 *
 * The server never maps an answer, and takes only the exit status from a child.  It must
 * not run the oracle's own code: state that one request leaves in memory would affect the
 * next.
 */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kit/protocol.h"

enum { SERVE_FAULT = 2, FIRST_HIGH = 16 };

struct question {
	char words[SERVE_WORDS_BYTES + 1];
	size_t bytes;
	int files[SERVE_FILES];
};

/* 1: a request; 0: the peer has closed the socket; -1: not a valid request. */
static int receive(struct question *q)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(SERVE_FILES * sizeof(int))];
	} rights;
	struct iovec text = {q->words, SERVE_WORDS_BYTES};
	struct msghdr message = {.msg_iov = &text,
	                         .msg_iovlen = 1,
	                         .msg_control = rights.bytes,
	                         .msg_controllen = sizeof rights.bytes};
	ssize_t got;

	do
		got = recvmsg(SERVE_FD_CONTROL, &message, 0);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	struct cmsghdr *first = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (first == NULL || first->cmsg_type != SCM_RIGHTS || first->cmsg_len != CMSG_LEN(sizeof q->files) ||
	    (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
		return -1;
	memcpy(q->files, CMSG_DATA(first), sizeof q->files);
	q->bytes = (size_t)got;
	q->words[q->bytes] = '\0';
	return 1;
}

/* Move the files to the descriptors that `obey` expects. */
static int place_files(const int files[SERVE_FILES])
{
	static const int places[SERVE_FILES] = {PROTOCOL_FD_INPUT, PROTOCOL_FD_ANSWER, STDOUT_FILENO,
	                                        STDERR_FILENO};
	int high[SERVE_FILES];

	/* A file may already have a number that another needs. */
	for (int i = 0; i < SERVE_FILES; i++)
		if ((high[i] = fcntl(files[i], F_DUPFD, FIRST_HIGH)) < 0)
			return -1;
	for (int i = 0; i < SERVE_FILES; i++)
		close(files[i]);
	for (int i = 0; i < SERVE_FILES; i++)
		if (dup2(high[i], places[i]) < 0 || close(high[i]) != 0)
			return -1;
	return 0;
}

/* LeakSanitizer ptraces its own process, so it needs a dumpable one.  In all other builds
 * children stay undumpable, so that none can read another's memory. */
static void allow_sanitizer(void)
{
#ifdef __SANITIZE_ADDRESS__
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
}

static int answer(struct question *q, int (*obey)(int argc, char **argv))
{
	char *argv[SERVE_WORDS_MOST + 1];
	int argc = 0;

	for (char *word = q->words; word < q->words + q->bytes && argc < SERVE_WORDS_MOST;
	     word += strlen(word) + 1)
		argv[argc++] = word;
	argv[argc] = NULL;
	close(SERVE_FD_CONTROL);
	allow_sanitizer();
	return place_files(q->files) == 0 ? obey(argc, argv) : SERVE_FAULT;
}

static struct serve_reply await(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return (struct serve_reply){.code = SERVE_FAULT};
	if (WIFSIGNALED(status))
		return (struct serve_reply){.signal = WTERMSIG(status)};
	return (struct serve_reply){.code = WEXITSTATUS(status)};
}

int serve(int (*obey)(int argc, char **argv))
{
	static struct question q;
	int heard;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	while ((heard = receive(&q)) > 0) {
		struct serve_reply reply = {.code = SERVE_FAULT};
		pid_t child = fork();
		if (child == 0)
			exit(answer(&q, obey));
		if (child > 0)
			reply = await(child);
		for (int i = 0; i < SERVE_FILES; i++)
			close(q.files[i]);
		if (send(SERVE_FD_CONTROL, &reply, sizeof reply, MSG_NOSIGNAL) != sizeof reply)
			return SERVE_FAULT;
	}
	return heard == 0 ? 0 : SERVE_FAULT;
}
