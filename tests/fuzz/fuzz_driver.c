/* objects: harness/kit/bundle */
/* fuzz_driver.c - a driver that gets arbitrary packets, input files and answer files.
 *
 * Tests the driver's checks of sizes and layouts: whatever GO and the two layouts say, the
 * function must be called with bundles that lie within the files, or not at all.  So the function
 * here reads each array completely.  kit_driver.c is included, because its main loop maps the
 * files only once per process.
 *
 * The input: the number of packets, the packets, and the bytes of both files. */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "../../harness/kit/kit_driver.c"
#include "fuzz.h"

enum { FILE_BYTES = PROTOCOL_LAYOUT_BYTES + 4096 };

static struct mapping input_file;
static unsigned calls;
static volatile unsigned char sink;

/* --- an exercise --------------------------------------------------------------- */

static void touch_arrays(const struct bundle *bundle, const struct mapping *file, bool write)
{
	for (unsigned i = 0; i < bundle->count; i++) {
		const struct bundle_entry *e = &bundle->entries[i];
		size_t count = bundle_count(bundle, e->name);
		unsigned char *array = bundle_array(bundle, e->name, (enum bundle_type)e->type, count);
		size_t bytes = count * bundle_type_bytes((enum bundle_type)e->type);
		MUST(array != NULL && array >= (unsigned char *)file->base + PROTOCOL_LAYOUT_BYTES);
		MUST(bytes <= file->bytes && array + bytes <= (unsigned char *)file->base + file->bytes);
		for (size_t b = 0; b < bytes; b++)
			sink ^= array[b];
		if (write)
			memset(array, 0x5a, bytes);
	}
	(void)bundle_uint(bundle, "n");
	(void)bundle_real(bundle, "x");
	MUST(bundle_array(bundle, "no such array", BUNDLE_U8, 0) == NULL);
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *out)
{
	(void)workers;
	MUST(mode < MODE_COUNT);
	touch_arrays(input, &input_file, false);
	touch_arrays(out, &answer, true);
	calls++;
	errno = EDOM;
	return -1;
}

const struct kit_exercise kit_exercise = {.name = "fuzzed", .call = call};

/* --- the other end -------------------------------------------------------------- */

/* own_number: move the file's descriptor to this number. */
static void own_number(int fd, int number)
{
	MUST(fd >= 0 && dup2(fd, number) == number);
	close(fd);
}

static int moved_up(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 16);

	close(fd);
	return high;
}

static int new_file(void)
{
	int fd = moved_up(memfd_create("fuzz", MFD_CLOEXEC));

	MUST(fd >= 0 && ftruncate(fd, FILE_BYTES) == 0);
	return fd;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* libFuzzer has not opened anything yet, so descriptors with these numbers were
	 * inherited by mistake (such as make's pipes). */
	own_number(new_file(), PROTOCOL_FD_CONTROL);
	own_number(new_file(), PROTOCOL_FD_INPUT);
	own_number(new_file(), PROTOCOL_FD_ANSWER);
	MUST(map_file(PROTOCOL_FD_INPUT, PROT_READ | PROT_WRITE, &input_file) == 0);
	MUST(map_file(PROTOCOL_FD_ANSWER, PROT_READ | PROT_WRITE, &answer) == 0);
	return 0;
}

/* A GO for the whole files, with the fields changed that the input selects. */
static void send_packet(int to, struct fuzz_bytes *from)
{
	union {
		struct protocol_message m;
		unsigned char raw[2 * sizeof(struct protocol_message)];
	} packet = {{.magic = PROTOCOL_MAGIC,
	             .kind = PROTOCOL_GO,
	             .sequence = 7,
	             .workers = 1,
	             .input_bytes = FILE_BYTES,
	             .answer_bytes = FILE_BYTES}};
	size_t spoilt = fuzz_byte(from) % sizeof packet.raw, bytes = fuzz_byte(from), given;
	const uint8_t *raw = fuzz_take(from, fuzz_byte(from) % 32, &given);

	given = given < sizeof packet.raw - spoilt ? given : sizeof packet.raw - spoilt;
	memcpy(packet.raw + spoilt, raw, given);
	bytes = bytes < sizeof packet.raw ? bytes : sizeof packet.m;
	(void)send(to, &packet, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Each accepted GO gets one reply, with its result. */
static void hear_replies(int from, unsigned served)
{
	struct protocol_message done;
	unsigned heard = 0, called = 0;

	while (recv(from, &done, sizeof done, MSG_DONTWAIT) == (ssize_t)sizeof done) {
		MUST(done.magic == PROTOCOL_MAGIC && done.kind == PROTOCOL_DONE && done.returned == -1);
		MUST(done.error == EPROTO || done.error == EDOM);
		heard++;
		called += done.error == EDOM;
	}
	MUST(heard == served && called == calls);
}

static unsigned serve(void)
{
	struct protocol_message message;
	unsigned served = 0;

	while (receive_message(&message) == 0 && message.kind == PROTOCOL_GO) {
		serve_call(&message, &input_file, kit_exercise.call);
		served++;
	}
	return served;
}

static void fill(struct mapping *file, struct fuzz_bytes *from, size_t most)
{
	size_t given;
	const uint8_t *bytes = fuzz_take(from, most, &given);

	memset(file->base, 0, file->bytes);
	memcpy(file->base, bytes, given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_bytes from = {data, bytes};
	int pair[2];

	calls = 0;
	MUST(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
	own_number(pair[1], PROTOCOL_FD_CONTROL);
	for (unsigned packets = fuzz_byte(&from) % 4; packets > 0; packets--)
		send_packet(pair[0], &from);
	MUST(shutdown(pair[0], SHUT_WR) == 0);
	fill(&input_file, &from, from.left / 2);
	fill(&answer, &from, FILE_BYTES);
	unsigned served = serve();
	hear_replies(pair[0], served);
	close(pair[0]);
	return 0;
}
