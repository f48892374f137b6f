/* session.c - a driver in a box, and one call after another to it.
 *
 * parlab's side of kit/protocol.h, and the only place where a call is timed:
 *
 *     write input, poison answer      (box frozen)
 *     clock; thaw; send GO
 *     ... DONE arrives; clock
 *     freeze; copy the answer; put its layout back
 *
 * Only boxes of timed calls are frozen: others cannot gain by going on, and a machine too busy
 * to freeze a box in time must not end it between two calls.
 * The thaw is inside the clock, so computing between waking up and GO gains nothing.
 * Both memory files are sealed before the driver gets them: the input against
 * writing, both against resizing, so the peer cannot truncate a file that is mapped
 * here.
 *
 * It judges nothing, and uses only the arrival of a message.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "printed.h"

enum { POLL_MS = 100, STRAY_MESSAGES_MAX = 64, QUEUE_MOST = 1024 };
/* A driver whose channel has closed is about to be gone: so long is its end waited for. */
enum { LAST_WAIT_MS = 2000 };

struct shared {
	int fd;
	unsigned char *base;
	size_t bytes;
};

struct session {
	struct box *box;
	int control;
	struct shared input, answer;
	int copy; /* a copy of the answer, made while the box was frozen */
	struct printed *printed;
	uint64_t sequence;
	double start_cpu_s;   /* from the command's first moment to READY */
	double cpu_at_rest_s; /* the box's CPU time when it last came to rest */
	double cpu_most_s;    /* in its life, up to the end of the present call; 0: no limit of the call's */
	double ready_s;       /* limit of the wait for READY */
	bool freezes, started, ready, prepared, child_returned, over;
	int children_left, descriptors_left;
	char *sandbox_failed;              /* before READY: what error_text() said */
	struct session_result never_ready; /* how it ended, if it ended before READY */
	unsigned strays;
	unsigned char poison;
};

static int become_ready(struct session *s);

static int share(struct shared *s, const char *name, size_t bytes, bool driver_writes)
{
	/* The driver maps its file before READY; then it is sealed like the other (become_ready). */
	int seals = F_SEAL_SHRINK | F_SEAL_GROW | (driver_writes ? 0 : F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);

	s->bytes = bytes < PROTOCOL_LAYOUT_BYTES ? PROTOCOL_LAYOUT_BYTES : bytes;
	s->fd = memory_file(name, s->bytes);
	if (s->fd < 0)
		return -1;
	s->base = mmap(NULL, s->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
	if (s->base == MAP_FAILED) {
		s->base = NULL;
		return error_errno("session: cannot map %zu bytes", s->bytes);
	}
	if (fcntl(s->fd, F_ADD_SEALS, seals) != 0)
		return error_errno("session: cannot seal a memory file");
	return 0;
}

static void unshare_file(struct shared *s)
{
	if (s->base)
		munmap(s->base, s->bytes);
	if (s->fd >= 0)
		close(s->fd);
}

static int launch(struct session *s, const struct session_request *request, int driver_end, int output)
{
	struct box_request box = request->box;
	struct box_file files[] = {
		{driver_end, PROTOCOL_FD_CONTROL},
		{s->input.fd, PROTOCOL_FD_INPUT},
		{s->answer.fd, PROTOCOL_FD_ANSWER},
		request->report,
	};

	box.files = files;
	box.file_count = ARRAY_LENGTH(files) - (request->report.inside == 0);
	box.stdout_fd = box.stderr_fd = output;
	s->box = box_start(&box);
	if (!s->box)
		return -1;
	s->start_cpu_s = box_cpu_s(s->box); /* so far it was bubblewrap's */
	return 0;
}

static int open_channels(struct session *s, const struct session_request *request, int pair[2], int *output)
{
	if (share(&s->input, "input", request->input_bytes, false) != 0 ||
	    share(&s->answer, "answer", request->answer_bytes, true) != 0 ||
	    (s->copy = memory_file("copy", s->answer.bytes)) < 0 ||
	    (s->printed = printed_start(request->output_bytes, output)) == NULL)
		return -1;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0
	               ? 0
	               : error_errno("session: socketpair");
}

struct session *session_start(const struct session_request *request, bool frozen_between_calls)
{
	struct session *s = xcalloc(1, sizeof *s);
	int pair[2] = {-1, -1}, output = -1;

	s->control = s->input.fd = s->answer.fd = s->copy = -1;
	s->freezes = frozen_between_calls;
	s->ready_s = request->ready_s > 0 ? request->ready_s : request->box.limits.wall_s;
	s->poison = (unsigned char)(0xA5 ^ (clock_ns() >> 8));
	bool failed =
		open_channels(s, request, pair, &output) != 0 || launch(s, request, pair[1], output) != 0;
	s->control = pair[0];
	if (pair[1] >= 0)
		close(pair[1]);
	if (output >= 0)
		close(output);
	if (failed) {
		session_free(s);
		return NULL;
	}
	/* Frozen from the start: no program may compute while others are started or timed. */
	if (frozen_between_calls)
		become_ready(s);
	return s;
}

/* --- messages ------------------------------------------------------------ */

enum heard { HEARD_MESSAGE, HEARD_NOTHING_MORE, HEARD_GARBAGE, HEARD_SILENCE, HEARD_TOO_BUSY };

/* Wait until `deadline` for one well-formed packet, or for the box's end. */
static enum heard listen_once(struct session *s, uint64_t deadline, struct protocol_message *message,
                              uint64_t *at)
{
	struct pollfd p[2] = {{.fd = s->control, .events = POLLIN},
	                      {.fd = box_ended_fd(s->box), .events = POLLIN}};

	for (;;) {
		uint64_t now = clock_ns();
		int left = now >= deadline ? 0 : (int)((deadline - now) / 1000000) + 1;
		int n = poll(p, 2, left < POLL_MS ? left : POLL_MS);
		*at = clock_ns();
		if (n < 0 && errno != EINTR)
			return HEARD_GARBAGE;
		if (p[0].revents & POLLIN) {
			struct protocol_message bytes;
			ssize_t got = recv(s->control, &bytes, sizeof bytes, MSG_DONTWAIT | MSG_TRUNC);
			if (got <= 0) /* also ECONNRESET: it is gone, and had not read all */
				return HEARD_NOTHING_MORE;
			if (got != (ssize_t)sizeof bytes || bytes.magic != PROTOCOL_MAGIC)
				return HEARD_GARBAGE;
			*message = bytes;
			return HEARD_MESSAGE;
		}
		/* Read a packet before looking for the end: both may be there at once. */
		if ((p[0].revents & POLLHUP) || (p[1].revents & POLLIN))
			return HEARD_NOTHING_MORE;
		if (*at >= deadline)
			return HEARD_SILENCE;
		if (s->cpu_most_s > 0 && box_cpu_s(s->box) > s->cpu_most_s)
			return HEARD_TOO_BUSY;
	}
}

/* What a driver reports against itself. */
static void hear_note(struct session *s, const struct protocol_message *message)
{
	if (message->kind == PROTOCOL_NOTE_CHILD_RETURNED)
		s->child_returned = true;
	if (message->kind == PROTOCOL_NOTE_LEFT_BEHIND) {
		s->children_left = message->returned;
		s->descriptors_left = message->error;
	}
}

/* Wait for a message of this kind and sequence.  Others, such as a second
 * DONE, are counted and ignored; too many of them violate the protocol. */
static enum heard await(struct session *s, enum protocol_kind kind, uint64_t sequence, uint64_t deadline,
                        struct protocol_message *message, uint64_t *at)
{
	for (;;) {
		enum heard heard = listen_once(s, deadline, message, at);
		if (heard != HEARD_MESSAGE)
			return heard;
		if (message->kind == kind && message->sequence == sequence)
			return HEARD_MESSAGE;
		hear_note(s, message);
		if (++s->strays > STRAY_MESSAGES_MAX)
			return HEARD_GARBAGE;
	}
}

/* A packet sent before GO (an early DONE, say) must not count as its reply: the
 * sequence number is random for each call, and the queue is emptied first. */
static void empty_queue(struct session *s)
{
	struct protocol_message message;

	/* Somebody who sends without end is heard by await(), which counts. */
	for (int i = 0; i < QUEUE_MOST && recv(s->control, &message, sizeof message, MSG_DONTWAIT) > 0; i++)
		if (message.magic == PROTOCOL_MAGIC)
			hear_note(s, &message);
}

static uint64_t next_sequence(struct session *s)
{
	uint64_t random;

	if (getentropy(&random, sizeof random) != 0)
		random = clock_ns();
	s->sequence = random | 1;
	return s->sequence;
}

/* --- a call -------------------------------------------------------------- */

/* Kill what cannot be frozen: it would run beside other programs' calls. */
static void come_to_rest(struct session *s)
{
	if (box_freeze(s->box) != 0)
		box_kill(s->box);
	s->cpu_at_rest_s = box_cpu_s(s->box);
}

/* How the box ended, which has been killed or has LAST_WAIT_MS to end by itself. */
static enum session_end end_of(struct session *s, struct session_result *result)
{
	struct pollfd ended = {.fd = box_ended_fd(s->box), .events = POLLIN};
	struct box_result box;
	bool by_itself = poll(&ended, 1, LAST_WAIT_MS) > 0;

	s->over = true;
	if (!by_itself)
		box_kill(s->box);
	if (box_wait(s->box, &box) != 0) {
		/* Once it was ready, the sandbox was complete, and what went wrong is the driver's doing. */
		if (!s->ready)
			s->sandbox_failed = xstrdup(error_text());
		return SESSION_BROKEN;
	}
	result->code = box.code;
	result->process_limit_hit = box.process_limit_hit;
	s->cpu_at_rest_s = box.cpu_s;
	switch (box.end) {
	case BOX_OUT_OF_MEMORY:
		return SESSION_OUT_OF_MEMORY;
	case BOX_TIMED_OUT:
		return SESSION_TIMED_OUT;
	case BOX_CPU_EXHAUSTED:
		return SESSION_CPU_EXHAUSTED;
	case BOX_SIGNALLED:
		return SESSION_CRASHED;
	default:
		return by_itself ? SESSION_EXITED : SESSION_CLOSED;
	}
}

/* `allowed_s`: how long its message was waited for, since `began`. */
static void end_without_done(struct session *s, enum heard heard, uint64_t began, double allowed_s,
                             struct session_result *result)
{
	result->child_returned = s->child_returned;
	result->limit_s = allowed_s;
	result->elapsed_ns = clock_ns() - began;
	if (heard == HEARD_SILENCE || heard == HEARD_TOO_BUSY)
		standing_look(box_first_pid(s->box), &result->standing);
	if (heard != HEARD_NOTHING_MORE)
		box_kill(s->box);
	result->end = end_of(s, result);
	if (result->end != SESSION_OUT_OF_MEMORY && result->end != SESSION_CPU_EXHAUSTED) {
		if (heard == HEARD_SILENCE)
			result->end = SESSION_TIMED_OUT;
		if (heard == HEARD_GARBAGE)
			result->end = SESSION_BROKEN;
		if (heard == HEARD_TOO_BUSY)
			result->end = SESSION_CPU_EXHAUSTED;
	}
	result->cpu_s = s->cpu_at_rest_s;
}

/* Wait for READY, once.  How a driver ended that was not heard of is kept for the first call. */
static int become_ready(struct session *s)
{
	struct protocol_message message;
	uint64_t at, began = clock_ns();
	enum heard heard;

	if (s->started)
		return s->over ? -1 : 0;
	s->started = true;
	heard = await(s, PROTOCOL_READY, 0, began + (uint64_t)(s->ready_s * 1e9), &message, &at);
	/* Only what is mapped now can write to the answer, so no child can open it again.  The
	 * program may have forbidden further seals: that is no way to be ready. */
	if (heard == HEARD_MESSAGE &&
	    fcntl(s->answer.fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) != 0)
		heard = HEARD_GARBAGE;
	if (heard != HEARD_MESSAGE) {
		end_without_done(s, heard, began, s->ready_s, &s->never_ready);
		return -1;
	}
	s->ready = true;
	if (s->freezes)
		come_to_rest(s);
	s->start_cpu_s = box_cpu_s(s->box) - s->start_cpu_s;
	return 0;
}

double session_rest(struct session *s, double seconds)
{
	double before;

	if (s->over || !s->freezes)
		return 0;
	before = box_cpu_s(s->box);
	box_thaw(s->box);
	nanosleep(&(struct timespec){(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)},
	          NULL);
	come_to_rest(s);
	return s->cpu_at_rest_s - before;
}

static int check_sizes(const struct session *s, const struct session_call *call)
{
	if (call->input_bytes > s->input.bytes || call->answer_bytes > s->answer.bytes ||
	    call->answer_bytes < PROTOCOL_LAYOUT_BYTES)
		return error_set("session: a case of %zu and %zu bytes does not fit", call->input_bytes,
		                 call->answer_bytes);
	return 0;
}

/* Fill the answer's arrays with one byte value, a different one for each call, so that
 * unwritten elements are wrong and earlier answers are gone. */
static void lay_out(struct session *s, const struct session_call *call)
{
	s->poison = (unsigned char)(s->poison * 5 + 77);
	memcpy(s->input.base, call->input, call->input_bytes);
	memcpy(s->answer.base, call->layout, PROTOCOL_LAYOUT_BYTES);
	memset(s->answer.base + PROTOCOL_LAYOUT_BYTES, s->poison, call->answer_bytes - PROTOCOL_LAYOUT_BYTES);
}

static int copy_answer(struct session *s, const struct session_call *call)
{
	unsigned char *copy = mmap(NULL, s->answer.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, s->copy, 0);

	if (copy == MAP_FAILED)
		return error_errno("session: cannot map the copy");
	memcpy(copy, call->layout, PROTOCOL_LAYOUT_BYTES);
	memcpy(copy + PROTOCOL_LAYOUT_BYTES, s->answer.base + PROTOCOL_LAYOUT_BYTES,
	       call->answer_bytes - PROTOCOL_LAYOUT_BYTES);
	munmap(copy, s->answer.bytes);
	return 0;
}

int session_prepare(struct session *s, const struct session_call *call)
{
	if (check_sizes(s, call) != 0)
		return -1;
	if (!s->over && become_ready(s) == 0)
		lay_out(s, call);
	s->prepared = true;
	return 0;
}

static void finish(struct session *s, const struct protocol_message *done, struct session_result *result)
{
	result->end = SESSION_DONE;
	result->returned = done->returned;
	result->error = done->error;
	result->child_returned = s->child_returned;
	result->children_left = s->children_left;
	result->descriptors_left = s->descriptors_left;
}

/* Does it compute, without having had a CPU all the time?  What waits for ever uses no CPU time, and
 * what loops for ever on a free CPU all of it; but so does what a sanitizer slows down. */
static bool deserves_more(const struct session_call *call, double cpu_s, double seconds)
{
	static const double idle = 0.05, busy = 0.9;

	return cpu_s > idle * seconds && (call->slowed || cpu_s < busy * seconds);
}

/* Wait for DONE.  *allowed_s: how long it was waited for at most: from wall_s to longest_s. */
static enum heard await_done(struct session *s, const struct session_call *call, uint64_t sequence,
                             uint64_t began, struct protocol_message *done, uint64_t *at, double *allowed_s)
{
	double stretch_s = call->wall_s, cpu_s = box_cpu_s(s->box);

	for (*allowed_s = stretch_s;; *allowed_s = fmin(*allowed_s + stretch_s, call->longest_s)) {
		enum heard heard =
			await(s, PROTOCOL_DONE, sequence, began + (uint64_t)(*allowed_s * 1e9), done, at);
		if (heard != HEARD_SILENCE || *allowed_s >= call->longest_s)
			return heard;
		double used_s = box_cpu_s(s->box) - cpu_s;
		if (!deserves_more(call, used_s, stretch_s))
			return heard;
		cpu_s += used_s;
		stretch_s = call->wall_s / 2;
	}
}

static void time_call(struct session *s, const struct session_call *call, struct session_result *result)
{
	struct protocol_message done, go = {
					      .magic = PROTOCOL_MAGIC,
					      .kind = PROTOCOL_GO,
					      .sequence = next_sequence(s),
					      .mode = call->mode,
					      .workers = (uint32_t)call->workers,
					      .input_bytes = call->input_bytes,
					      .answer_bytes = call->answer_bytes,
				      };
	double cpu_before = box_cpu_s(s->box);
	double allowed_s = call->wall_s;
	uint64_t ended;

	result->start_cpu_s = s->start_cpu_s;
	result->idle_cpu_s = cpu_before - s->cpu_at_rest_s;
	result->output_from = printed_so_far(s->printed);
	result->output_to = SIZE_MAX;
	s->cpu_most_s = call->cpu_s > 0 ? cpu_before + call->cpu_s : 0;
	s->strays = 0;
	empty_queue(s);
	s->children_left = s->descriptors_left = 0;
	uint64_t started = clock_ns();
	if (s->freezes)
		box_thaw(s->box);
	/* A driver that does not hear GO cannot answer it: it is gone, has shut its end, or has let
	 * the queue fill up.  Nothing here waits for room in it. */
	enum heard heard = send(s->control, &go, sizeof go, MSG_NOSIGNAL | MSG_DONTWAIT) < 0
	                           ? HEARD_NOTHING_MORE
	                           : await_done(s, call, go.sequence, started, &done, &ended, &allowed_s);
	if (heard != HEARD_MESSAGE) {
		end_without_done(s, heard, started, allowed_s, result);
		return;
	}
	if (s->freezes)
		come_to_rest(s);
	else
		s->cpu_at_rest_s = box_cpu_s(s->box);
	result->elapsed_ns = ended - started;
	result->cpu_s = s->cpu_at_rest_s - cpu_before;
	result->output_to = printed_so_far(s->printed);
	finish(s, &done, result);
}

int session_call(struct session *s, const struct session_call *call, struct session_result *result)
{
	*result = (struct session_result){0};
	if (check_sizes(s, call) != 0)
		return -1;
	if (!s->prepared && session_prepare(s, call) != 0)
		return -1;
	if (s->over && s->sequence)
		return error_set("session: its box has ended already");
	if (s->sandbox_failed)
		return error_set("%s", s->sandbox_failed);
	if (s->over) {
		*result = s->never_ready;
		result->output_to = SIZE_MAX;
		return 0;
	}
	s->prepared = false;
	time_call(s, call, result);
	if (result->end != SESSION_DONE)
		return 0;
	return copy_answer(s, call);
}

uint64_t session_answer_inode(const struct session *s)
{
	struct stat status;

	return fstat(s->answer.fd, &status) == 0 ? status.st_ino : 0;
}

int session_answer(struct session *s)
{
	return s->copy;
}

struct box *session_box(struct session *s)
{
	return s->box;
}

void session_close(struct session *s, uint64_t sequence, double wall_s, struct box_result *result)
{
	struct protocol_message quit = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_QUIT, .sequence = sequence};
	struct pollfd ended = {.fd = box_ended_fd(s->box), .events = POLLIN};

	if (!s->over) {
		if (s->freezes)
			box_thaw(s->box);
		send(s->control, &quit, sizeof quit, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (poll(&ended, 1, (int)(wall_s * 1000)) <= 0)
			box_kill(s->box);
	}
	s->over = true;
	/* It was once ready, so the sandbox was complete.  If bubblewrap cannot say how it ended, the program
	 * inside interfered: that is not a fault of the grader. */
	if (box_wait(s->box, result) != 0)
		result->end = BOX_KILLED;
}

double session_end(struct session *s)
{
	struct box_result result;

	box_kill(s->box);
	box_wait(s->box, &result); /* whatever became of bubblewrap, which was killed */
	s->over = true;
	s->cpu_at_rest_s = fmax(s->cpu_at_rest_s, result.cpu_s);
	return s->cpu_at_rest_s;
}

const char *session_output(struct session *s)
{
	s->over = true;
	box_free(s->box);
	s->box = NULL;
	return printed_finish(s->printed);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	box_free(s->box);
	unshare_file(&s->input);
	unshare_file(&s->answer);
	int fds[] = {s->control, s->copy};
	for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (s->printed)
		printed_finish(s->printed);
	printed_free(s->printed);
	free(s->sandbox_failed);
	free(s);
}
