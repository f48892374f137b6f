/* serve.h - an oracle that serves requests, so that each judgement costs a fork instead of
 * a sandbox.
 *
 * Requests arrive on fd SERVE_FD_CONTROL, a SOCK_SEQPACKET socket.  A request is one
 * packet: the words of a command line (judge.h), each NUL-terminated, and SERVE_FILES
 * open files (SCM_RIGHTS): the input, the answer, and the child's standard output and
 * standard error.  The reply is one packet, struct serve_reply.
 *
 * A new child handles each request.  Only the child reads untrusted bytes.  It does not
 * have the socket, and cannot read the memory of the server or of another child.
 */
#ifndef PARLAB_SERVE_H
#define PARLAB_SERVE_H

#include <stdint.h>

enum { SERVE_FD_CONTROL = 3, SERVE_FILES = 4, SERVE_WORDS_BYTES = 16384, SERVE_WORDS_MOST = 256 };

struct serve_reply {
	int32_t signal; /* that ended the child, or 0 */
	int32_t code;   /* its exit code */
};

/* serve: handle requests until the peer closes the socket.  Returns an exit code. `obey`
 * handles a request in the child and returns the child's exit code. */
int serve(int (*obey)(int argc, char **argv));

#endif
