/* trick: a constructor speaks the protocol in the place of the kit | would win: all points for no work | expect: wrong answer | layer: oracle: the answer is judged */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "factorization.h"
#include "protocol.h"

__attribute__((constructor)) static void serve(void)
{
	struct protocol_message m = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_READY};

	send(PROTOCOL_FD_CONTROL, &m, sizeof m, 0);
	while (recv(PROTOCOL_FD_CONTROL, &m, sizeof m, 0) == (ssize_t)sizeof m && m.kind == PROTOCOL_GO) {
		m.kind = PROTOCOL_DONE;
		m.returned = 0;
		send(PROTOCOL_FD_CONTROL, &m, sizeof m, 0);
	}
	_exit(0);
}

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
