/* any-exercise.c - a trick for every exercise: a constructor implements the protocol in place
 * of the kit, and answers with arbitrary bytes.
 *
 * `run` appends it to an exercise's stub and defines PATTERN, so that each oracle gets answers
 * of all ones (0: NaN, -1), the largest double (1), the smallest integer (2, also -0.0), or
 * noise (3).  It overwrites the layout at the start of the answer, too.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol.h"

static void fill(unsigned char *answer, size_t bytes)
{
	static const uint64_t words[] = {UINT64_MAX, UINT64_C(0x7fefffffffffffff), UINT64_C(1) << 63};
	uint64_t noise = UINT64_C(88172645463325252) + bytes;

	for (size_t i = 0; i < bytes; i += sizeof noise) {
		noise ^= noise << 13, noise ^= noise >> 7, noise ^= noise << 17; /* xorshift64 */
		memcpy(answer + i, PATTERN < 3 ? &words[PATTERN % 3] : &noise,
		       bytes - i < sizeof noise ? bytes - i : sizeof noise);
	}
}

__attribute__((constructor)) static void serve(void)
{
	struct protocol_message m = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_READY};

	send(PROTOCOL_FD_CONTROL, &m, sizeof m, 0);
	while (recv(PROTOCOL_FD_CONTROL, &m, sizeof m, 0) == (ssize_t)sizeof m && m.kind == PROTOCOL_GO) {
		unsigned char *answer =
			mmap(NULL, m.answer_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, PROTOCOL_FD_ANSWER, 0);
		if (answer != MAP_FAILED) {
			fill(answer, m.answer_bytes);
			munmap(answer, m.answer_bytes);
		}
		m.kind = PROTOCOL_DONE;
		m.returned = 0;
		send(PROTOCOL_FD_CONTROL, &m, sizeof m, 0);
	}
	_exit(0);
}
