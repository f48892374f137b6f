/* serve.h - an oracle that waits to be asked, so that a judgement costs a fork and
 * not a sandbox.
 *
 * Asked on fd SERVE_FD_CONTROL, a SOCK_SEQPACKET socket: one packet a question,
 * its bytes the words of a command line (judge.h), each with its NUL, and beside
 * them (SCM_RIGHTS) SERVE_FILES open files: the input, the answer, and what the
 * child prints to, standard output and standard error.  The answer is one packet,
 * struct serve_reply.
 *
 * Each question is answered by a child of its own.  Only the child reads what a
 * stranger wrote; it has not got the socket, and cannot look into the process
 * that waits, nor into another child.
 */
#ifndef PARLAB_SERVE_H
#define PARLAB_SERVE_H

#include <stdint.h>

enum { SERVE_FD_CONTROL = 3, SERVE_FILES = 4, SERVE_WORDS_BYTES = 16384, SERVE_WORDS_MOST = 256 };

struct serve_reply {
	int32_t signal; /* that ended the child, or 0 */
	int32_t code;   /* its exit code */
};

/* serve: until nobody is left to ask.  Returns an exit code; `obey` is what a
 * child does with a question, and returns the child's. */
int serve(int (*obey)(int argc, char **argv));

#endif
