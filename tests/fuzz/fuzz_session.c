/* objects: harness/box/session harness/box/printed harness/base/base harness/base/file harness/box/standing harness/box/program_counter harness/box/proctree */
/* fuzz_session.c - a driver that sends arbitrary packets to parlab, at any moment.
 *
 * The box is simulated: there is no other process, and the simulated driver acts whenever session.c
 * accesses the box.  The input selects its actions: packets of any length, with any field of the
 * protocol right or wrong, and writes to the answer.
 *
 * A call may count as done only if, after its GO, a DONE of the right length with its sequence
 * number was sent.  Then the copy of the answer must begin with the oracle's layout.  The input
 * must not be writable, and the size of neither file may change. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "base/base.h"
#include "box/session.h"
#include "fuzz.h"

enum { PAYLOAD_BYTES = 512, CALLS = 2 };

/* --- the simulated box ------------------------------------------------------- */

struct box {
	struct fuzz_bytes script;
	int peer, input, answer; /* the driver's files */
	int ended;               /* readable when it has ended */
	uint64_t sequence;       /* of the last GO that was read; 0: none */
	bool done_was_right;     /* a DONE for that GO has been sent */
};

static struct box the_box;

/* Control bits of a packet. */
enum { KIND = 7, RIGHT_SEQUENCE = 8, WRONG_MAGIC = 16, ANY_LENGTH = 32, OVERLAY = 64 };
enum { KIND_SCRIBBLE = 6, KIND_END = 7 };

static void read_go(struct box *b)
{
	struct protocol_message go;

	while (recv(b->peer, &go, sizeof go, MSG_DONTWAIT) == (ssize_t)sizeof go)
		if (go.kind == PROTOCOL_GO) {
			b->sequence = go.sequence;
			b->done_was_right = false;
		}
}

static void scribble(struct box *b)
{
	size_t bytes;
	off_t at = fuzz_byte(&b->script) * 16;
	const uint8_t *what = fuzz_take(&b->script, 16, &bytes);

	if (bytes > 0 && at + (off_t)bytes <= PROTOCOL_LAYOUT_BYTES + PAYLOAD_BYTES)
		MUST(pwrite(b->answer, what, bytes, at) == (ssize_t)bytes);
	MUST(bytes == 0 || (pwrite(b->input, what, bytes, at) < 0 && errno == EPERM));
	MUST(ftruncate(b->input, at) != 0 && ftruncate(b->answer, at) != 0);
}

static void send_packet(struct box *b, unsigned control)
{
	union {
		struct protocol_message m;
		unsigned char raw[2 * sizeof(struct protocol_message)];
	} packet = {{.magic = PROTOCOL_MAGIC, .kind = control & KIND}};
	size_t bytes = sizeof packet.m, given;

	if (control & RIGHT_SEQUENCE)
		packet.m.sequence = b->sequence;
	if (control & WRONG_MAGIC)
		packet.m.magic ^= 1u << fuzz_byte(&b->script) % 32;
	if (control & ANY_LENGTH)
		bytes = fuzz_byte(&b->script) % sizeof packet.raw;
	if (control & OVERLAY) {
		size_t at = fuzz_byte(&b->script) % sizeof packet.raw;
		const uint8_t *raw = fuzz_take(&b->script, sizeof packet.raw - at, &given);
		memcpy(packet.raw + at, raw, given);
	}
	if (send(b->peer, &packet, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
	if (bytes == sizeof packet.m && packet.m.magic == PROTOCOL_MAGIC && packet.m.kind == PROTOCOL_DONE &&
	    b->sequence != 0 && packet.m.sequence == b->sequence)
		b->done_was_right = true;
}

static void hang_up(struct box *b)
{
	if (b->peer >= 0)
		close(b->peer);
	b->peer = -1;
}

/* One action of the driver. */
static void act(struct box *b)
{
	unsigned control = fuzz_byte(&b->script);

	if (b->peer < 0)
		return;
	read_go(b);
	if (b->script.left == 0 || (control & KIND) == KIND_END) {
		hang_up(b);
		return;
	}
	if ((control & KIND) == KIND_SCRIBBLE)
		scribble(b);
	/* Always send something, or parlab would wait for its time limit. */
	send_packet(b, (control & KIND) == KIND_SCRIBBLE ? PROTOCOL_DONE | RIGHT_SEQUENCE : control);
}

struct box *box_start(const struct box_request *request)
{
	the_box.peer = dup(request->files[0].host);
	the_box.input = request->files[1].host;
	the_box.answer = request->files[2].host;
	the_box.ended = eventfd(0, EFD_CLOEXEC);
	MUST(the_box.peer >= 0 && the_box.ended >= 0);
	return &the_box;
}

int box_ended_fd(const struct box *box)
{
	(void)box;
	act(&the_box);
	return the_box.ended;
}

int box_wait(struct box *box, struct box_result *result)
{
	unsigned how = fuzz_byte(&box->script);

	hang_up(box);
	*result = (struct box_result){.end = (enum box_end)(how % (BOX_KILLED + 1)), .code = how >> 3};
	return how == 0xff ? error_set("the sandbox failed") : 0;
}

pid_t box_first_pid(struct box *box)
{
	(void)box;
	return -1;
}

void box_kill(struct box *box)
{
	hang_up(box);
}

int box_freeze(struct box *box)
{
	(void)box;
	return 0;
}

/* A fast driver: it acts even before GO is sent. */
int box_thaw(struct box *box)
{
	for (unsigned acts = fuzz_byte(&box->script) % 4; acts > 0; acts--)
		act(box);
	return 0;
}

double box_cpu_s(struct box *box)
{
	(void)box;
	return 0;
}

void box_free(struct box *box)
{
	if (!box)
		return;
	hang_up(box);
	close(box->ended);
}

/* --- parlab's side ------------------------------------------------------------- */

static unsigned char layout[PROTOCOL_LAYOUT_BYTES], input[PROTOCOL_LAYOUT_BYTES + PAYLOAD_BYTES];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < sizeof layout; i++)
		layout[i] = (unsigned char)(i * 7 + 1);
	memset(input, 0x11, sizeof input);
	return 0;
}

static void check_answer(struct session *session)
{
	unsigned char copy[PROTOCOL_LAYOUT_BYTES];

	MUST(the_box.done_was_right);
	MUST(pread(session_answer(session), copy, sizeof copy, 0) == (ssize_t)sizeof copy);
	MUST(memcmp(copy, layout, sizeof layout) == 0);
}

static void call(struct session *session)
{
	struct session_call request = {
		.mode = MODE_SERIAL,
		.workers = 1,
		.input = input,
		.input_bytes = sizeof input,
		.layout = layout,
		.answer_bytes = PROTOCOL_LAYOUT_BYTES + PAYLOAD_BYTES,
		.wall_s = 60,
	};
	struct session_result result;

	/* A session that has ended refuses further calls; that is not the end of a call. */
	the_box.sequence = 0;
	if (session_call(session, &request, &result) == 0 && result.end == SESSION_DONE)
		check_answer(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	the_box = (struct box){.script = {data, bytes}};
	bool freezes = fuzz_byte(&the_box.script) & 1;
	struct session_request request = {
		.input_bytes = sizeof input,
		.answer_bytes = PROTOCOL_LAYOUT_BYTES + PAYLOAD_BYTES,
		.output_bytes = 64,
		.box.limits.wall_s = 60,
	};
	struct session *session = session_start(&request, freezes);
	struct box_result ended;

	MUST(session != NULL);
	for (int i = 0; i < CALLS; i++)
		call(session);
	session_close(session, 0, 0, &ended);
	MUST(session_output(session) != NULL);
	session_free(session);
	return 0;
}
