/* objects: box/session box/printed box/box box/launch box/bwrap box/cgroup box/limits box/memory_room box/nobox box/proctree box/standing box/program_counter box/seccomp box/box_user base/base base/file */
/* program */
/* test_session.c - calls to drivers that follow the protocol, and to drivers that do not.
 *
 * The test program is also the driver: it is started in a box with an argument that says how to
 * behave.  Tests that parlab's side cannot be misled. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "box/session.h"

enum { ANSWER_BYTES = PROTOCOL_LAYOUT_BYTES + 4096, RIGHT = 42 };
enum { PLENTY_S = 30 }; /* a limit that is never reached, even on a busy machine */

static int failures;

/* --- the driver, inside the box ------------------------------------------- */

static void say(enum protocol_kind kind, uint64_t sequence, uint32_t magic)
{
	struct protocol_message m = {.magic = magic, .kind = kind, .sequence = sequence};

	if (send(PROTOCOL_FD_CONTROL, &m, sizeof m, MSG_NOSIGNAL) < 0)
		_exit(9);
}

static void flood(void)
{
	char junk[300];

	memset(junk, 'x', sizeof junk);
	for (int i = 0; i < 1000; i++)
		if (send(PROTOCOL_FD_CONTROL, junk, sizeof junk, MSG_NOSIGNAL) < 0)
			_exit(9);
}

/* Keep changing the answer after DONE; volatile, or the compiler removes the writes. */
static void go_on_writing(volatile unsigned char *answer)
{
	for (;;)
		answer[PROTOCOL_LAYOUT_BYTES] = 0;
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

/* Misuses of the channel. */
static void misuse_channel(const char *how, const struct protocol_message *go)
{
	if (strcmp(how, "closes") == 0 && close(PROTOCOL_FD_CONTROL) == 0)
		wait_for_ever();
	if (strcmp(how, "shuts") == 0 && shutdown(PROTOCOL_FD_CONTROL, SHUT_RDWR) == 0)
		wait_for_ever();
	if (strcmp(how, "replaces") == 0 && dup2(PROTOCOL_FD_INPUT, PROTOCOL_FD_CONTROL) >= 0)
		wait_for_ever();
	if (strcmp(how, "sends-nothing") == 0 && send(PROTOCOL_FD_CONTROL, "", 0, MSG_NOSIGNAL) == 0)
		wait_for_ever();
	if (strcmp(how, "leaves-a-child") == 0) {
		if (fork() == 0)
			wait_for_ever();
		_exit(0);
	}
	if (strcmp(how, "spams") == 0 && fork() == 0)
		for (;;)
			say(PROTOCOL_DONE, go->sequence + 1, PROTOCOL_MAGIC);
}

static void answer_go(const char *how, const struct protocol_message *go, unsigned char *answer)
{
	if (strcmp(how, "exits") == 0)
		_exit(0);
	if (strcmp(how, "crashes") == 0) {
		signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn the signal into an exit */
		raise(SIGSEGV);
	}
	if (strcmp(how, "hangs") == 0)
		for (;;)
			pause();
	if (strcmp(how, "burns") == 0)
		for (volatile unsigned i = 0;; i++)
			;
	if (strcmp(how, "is-starved") == 0) /* simulates an overloaded machine: runs 40% of the time */
		for (uint64_t end = clock_ns() + 900000000; clock_ns() < end; usleep(6000))
			for (uint64_t burnt = clock_ns() + 4000000; clock_ns() < burnt;)
				;
	if (strcmp(how, "prints") == 0) {
		static int calls;
		printf("call %d\n", ++calls);
		fflush(stdout);
		if (calls == 3)
			_exit(0);
	}
	if (strcmp(how, "leaves-behind-once") == 0) {
		static int calls;
		struct protocol_message left = {.magic = PROTOCOL_MAGIC,
		                                .kind = PROTOCOL_NOTE_LEFT_BEHIND,
		                                .sequence = go->sequence,
		                                .returned = 1};
		if (++calls == 1 && send(PROTOCOL_FD_CONTROL, &left, sizeof left, MSG_NOSIGNAL) < 0)
			_exit(9);
	}
	misuse_channel(how, go);
	if (strcmp(how, "floods") == 0)
		flood();
	if (strcmp(how, "shouts") == 0)
		say(PROTOCOL_DONE, go->sequence, 0xdeadbeef);
	if (strcmp(how, "stops-parent") == 0)
		kill(getppid(), SIGSTOP);
	if (strcmp(how, "kills-all") == 0)
		kill(-1, SIGKILL);
	if (strcmp(how, "guesses") == 0)
		for (uint64_t i = 0; i < 60; i++)
			say(PROTOCOL_DONE, i, PROTOCOL_MAGIC);
	if (strcmp(how, "forks-through") == 0)
		say(PROTOCOL_NOTE_CHILD_RETURNED, go->sequence, PROTOCOL_MAGIC);
	if (strcmp(how, "spoils-layout") == 0)
		memset(answer, 0xff, PROTOCOL_LAYOUT_BYTES);
	if (strcmp(how, "lazy") != 0)
		memset(answer + PROTOCOL_LAYOUT_BYTES, RIGHT, ANSWER_BYTES - PROTOCOL_LAYOUT_BYTES);
	say(PROTOCOL_DONE, go->sequence, PROTOCOL_MAGIC);
	if (strcmp(how, "twice") == 0)
		say(PROTOCOL_DONE, go->sequence, PROTOCOL_MAGIC);
	if (strcmp(how, "late") == 0)
		go_on_writing(answer);
}

/* Operations that a driver must be refused; 0 if all were. */
static int try_the_files(void)
{
	void *w = mmap(NULL, PROTOCOL_LAYOUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, PROTOCOL_FD_INPUT, 0);

	return w != MAP_FAILED || ftruncate(PROTOCOL_FD_ANSWER, 0) == 0 ||
	       ftruncate(PROTOCOL_FD_INPUT, 0) == 0 ||
	       fcntl(PROTOCOL_FD_ANSWER, F_ADD_SEALS, F_SEAL_WRITE) == 0 ||
	       pwrite(PROTOCOL_FD_INPUT, "x", 1, 0) == 1;
}

static int drive(const char *how)
{
	unsigned char *answer =
		mmap(NULL, ANSWER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, PROTOCOL_FD_ANSWER, 0);
	struct protocol_message go;

	if (strcmp(how, "never") == 0)
		return 0;
	if (strcmp(how, "shuts-reading") == 0 && shutdown(PROTOCOL_FD_CONTROL, SHUT_RD) == 0) {
		say(PROTOCOL_READY, 0, PROTOCOL_MAGIC);
		wait_for_ever();
	}
	if (strcmp(how, "closes-early") == 0 && close(PROTOCOL_FD_CONTROL) == 0)
		wait_for_ever();
	if (strcmp(how, "early") == 0)
		say(PROTOCOL_DONE, 0, PROTOCOL_MAGIC);
	if (strcmp(how, "meddles") == 0 && try_the_files() != 0)
		return 3;
	say(PROTOCOL_READY, 0, PROTOCOL_MAGIC);
	if (strcmp(how, "dies-unread") == 0) {
		poll(&(struct pollfd){.fd = PROTOCOL_FD_CONTROL, .events = POLLIN}, 1, -1);
		raise(SIGKILL);
	}
	/* Messages that are only peeked at fill the sender's queue. */
	while (strcmp(how, "peeks") == 0 && recv(PROTOCOL_FD_CONTROL, &go, sizeof go, MSG_PEEK) > 0) {
		static uint64_t last;
		if (go.sequence == last)
			usleep(1000);
		last = go.sequence;
		answer_go(how, &go, answer);
	}
	while (recv(PROTOCOL_FD_CONTROL, &go, sizeof go, 0) == (ssize_t)sizeof go && go.kind == PROTOCOL_GO)
		answer_go(how, &go, answer);
	if (strcmp(how, "says-goodbye") == 0)
		printf("goodbye\n");
	if (strcmp(how, "stays") == 0)
		for (;;)
			pause();
	return strcmp(how, "says-goodbye") == 0 ? 5 : 0;
}

/* --- parlab's side --------------------------------------------------------- */

static void told(bool good, const char *how, const char *what, const char *why)
{
	if (good)
		printf("ok - a driver that %s: %s\n", how, what);
	else
		printf("not ok - a driver that %s: %s: %s\n", how, what, why);
	failures += !good;
}

static struct session *start(const char *program, const char *how, bool frozen)
{
	char *argv[] = {"/driver", "--as", (char *)how, NULL};
	/* LeakSanitizer, if built in, may not use ptrace in the box. */
	static char *const environment[] = {"ASAN_OPTIONS=detect_leaks=0", NULL};
	struct box_view view = {program, "/driver"};
	struct session_request request = {
		.box = {.argv = argv,
	                .environment = environment,
	                .views = &view,
	                .view_count = 1,
	                .limits = {.wall_s = 60,
	                           .cpu_s = 10,
	                           .memory_bytes = 64 << 20,
	                           .processes = 16,
	                           .file_bytes = 1 << 20,
	                           .tmp_bytes = 1 << 20}},
		.input_bytes = PROTOCOL_LAYOUT_BYTES,
		.answer_bytes = ANSWER_BYTES,
		.output_bytes = 4096,
	};

	return session_start(&request, frozen);
}

static unsigned char layout[PROTOCOL_LAYOUT_BYTES];

static struct session_call call_of(double wall_s)
{
	static unsigned char input[PROTOCOL_LAYOUT_BYTES];

	memset(layout, 7, sizeof layout);
	return (struct session_call){.mode = MODE_SERIAL,
	                             .workers = 1,
	                             .input = input,
	                             .input_bytes = sizeof input,
	                             .layout = layout,
	                             .answer_bytes = ANSWER_BYTES,
	                             .wall_s = wall_s};
}

/* Is the whole copied answer right, and its layout unchanged? */
static bool copy_is(struct session *s, unsigned char value)
{
	unsigned char *copy = mmap(NULL, ANSWER_BYTES, PROT_READ, MAP_SHARED, session_answer(s), 0);
	bool good = memcmp(copy, layout, PROTOCOL_LAYOUT_BYTES) == 0;

	for (size_t i = PROTOCOL_LAYOUT_BYTES; good && i < ANSWER_BYTES; i++)
		good = copy[i] == value;
	munmap(copy, ANSWER_BYTES);
	return good;
}

/* Between DONE and the freeze a driver can still change its own answer.  After the copy was made,
 * the copy must not change. */
static bool copy_stays(struct session *s)
{
	unsigned char *copy = mmap(NULL, ANSWER_BYTES, PROT_READ, MAP_SHARED, session_answer(s), 0);
	unsigned char first = copy[PROTOCOL_LAYOUT_BYTES];
	bool good = memcmp(copy, layout, PROTOCOL_LAYOUT_BYTES) == 0 && (first == RIGHT || first == 0);

	for (size_t i = PROTOCOL_LAYOUT_BYTES + 1; good && i < ANSWER_BYTES; i++)
		good = copy[i] == RIGHT;
	usleep(50000);
	good = good && copy[PROTOCOL_LAYOUT_BYTES] == first;
	munmap(copy, ANSWER_BYTES);
	return good;
}

static void ends(const char *program, const char *how, enum session_end end)
{
	struct session *s = start(program, how, true);
	struct session_call call = call_of(end == SESSION_TIMED_OUT ? 0.7 : PLENTY_S);
	struct session_result r = {0};
	int failed = s ? session_call(s, &call, &r) : -1;
	char *why = failed ? xstrdup(error_text())
	                   : xasprintf("expected end %d, got %d (code %d)", end, r.end, r.code);

	told(!failed && r.end == end, how, "how it ended", why);
	free(why);
	if (!failed && end == SESSION_DONE)
		told(strcmp(how, "late") == 0 ? copy_stays(s) : copy_is(s, RIGHT), how, "the copied answer",
		     "is not what it was at DONE");
	/* The driver that writes for ever gets no second GO. */
	if (!failed && end == SESSION_DONE && strcmp(how, "late") != 0) {
		told(session_call(s, &call, &r) == 0 && r.end == SESSION_DONE && copy_is(s, RIGHT), how,
		     "a second call", "did not work");
	}
	session_free(s);
}

/* A driver that gets less than one CPU may take longer; one that waits for ever may not. */
static void test_starved(const char *program)
{
	static const char *const hows[] = {"is-starved", "hangs"};

	for (size_t i = 0; i < ARRAY_LENGTH(hows); i++) {
		struct session *s = start(program, hows[i], true);
		struct session_call call = call_of(0.5);
		struct session_result r = {0};
		call.longest_s = PLENTY_S;
		bool failed = !s || session_call(s, &call, &r) != 0;
		told(!failed &&
		             (i == 0 ? r.end == SESSION_DONE : r.end == SESSION_TIMED_OUT && r.limit_s < 0.6),
		     hows[i], "how long it is waited for", "the time was not that for its kind");
		session_free(s);
	}
}

static void test_lazy(const char *program)
{
	struct session *s = start(program, "lazy", true);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r;
	bool done = s && session_call(s, &call, &r) == 0 && r.end == SESSION_DONE;

	told(done && !copy_is(s, RIGHT) && !copy_is(s, 0), "lazy", "an answer that was not written is poison",
	     done ? "it is not" : "it did not come to a DONE");
	session_free(s);
}

static void test_frozen(const char *program)
{
	struct session *s = start(program, "late", true);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r;
	bool done = s && session_call(s, &call, &r) == 0 && r.end == SESSION_DONE;

	usleep(200000);
	call.wall_s = 0.7; /* it does not receive this GO */
	done = done && session_call(s, &call, &r) == 0;
	told(done && r.idle_cpu_s < 0.02, "late", "it cannot compute between calls",
	     "it used CPU time outside the clock");
	session_free(s);
}

/* If a box is ended after its answer, no process or timer of it is left, and the answer is kept. */
static void test_end(const char *program, const char *how)
{
	struct session *s = start(program, how, true);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r;
	bool done = s && session_call(s, &call, &r) == 0 && r.end == SESSION_DONE;
	double used_s = done ? session_end(s) : 0;

	told(done && box_first_pid(session_box(s)) < 0, how, "ended", "a process of it is left");
	told(done && (strcmp(how, "late") == 0 ? copy_stays(s) : copy_is(s, RIGHT)), how,
	     "the answer of a box that has ended", "is not what it was at DONE");
	told(done && used_s + box_cpu_grain_s() >= r.start_cpu_s + r.cpu_s, how, "its whole CPU time",
	     "is less than its parts'");
	told(done && session_call(s, &call, &r) != 0, how, "a call after the end", "is no error");
	session_free(s);
}

/* After QUIT a driver may exit in any way, and its output is kept. */
static void test_close(const char *program, const char *how, enum box_end end, int code, const char *printed)
{
	struct session *s = start(program, how, true);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r;
	struct box_result ended = {0};
	bool done = s && session_call(s, &call, &r) == 0 && r.end == SESSION_DONE;

	if (done)
		session_close(s, 0, strcmp(how, "stays") == 0 ? 0.2 : 10, &ended);
	told(done && ended.end == end && (code < 0 || ended.code == code), how, "how it ended after QUIT",
	     "otherwise");
	told(done && strcmp(session_output(s), printed) == 0, how, "what it printed", "is not what was kept");
	session_free(s);
}

/* Whatever a driver does with its channel, in a timed call (frozen between calls) or not, the call
 * ends long before the box's own limit. */
static void ends_soon(const char *program, const char *how, enum session_end end, double wall_s)
{
	for (int frozen = 0; frozen < 2; frozen++) {
		struct session *s = start(program, how, frozen);
		struct session_call call = call_of(wall_s);
		struct session_result r = {0};
		struct box_result gone;
		int failed = s ? session_call(s, &call, &r) : -1;
		char *why = failed ? xstrdup(error_text())
		                   : xasprintf("expected end %d, got %d after %.1f s", end, r.end,
		                               (double)r.elapsed_ns * 1e-9);

		told(!failed && r.end == end && r.elapsed_ns > 0, how,
		     frozen ? "how a timed call ended" : "how it ended, not frozen", why);
		told(s && box_wait(session_box(s), &gone) == 0 && gone.end != BOX_TIMED_OUT, how,
		     "its box has ended", "it waits for its own limit");
		free(why);
		session_free(s);
	}
}

/* A call that exceeds its CPU limit is stopped long before its wall-clock limit. */
static void test_busy(const char *program)
{
	struct session *s = start(program, "burns", false);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r = {0};

	call.cpu_s = 0.3;
	told(s && session_call(s, &call, &r) == 0 && r.end == SESSION_CPU_EXHAUSTED, "burns",
	     "its CPU time has a limit of the call's", "it was not kept");
	session_free(s);
}

/* Output belongs to the call during which it was printed. */
static void test_output(const char *program)
{
	struct session *s = start(program, "prints", false);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r[3] = {{0}};
	static const char all[] = "call 1\ncall 2\ncall 3\n";
	enum { EACH = 7 };
	bool good = s != NULL;

	for (int i = 0; i < 3 && good; i++)
		good = session_call(s, &call, &r[i]) == 0;
	told(good && r[0].output_from == 0 && r[0].output_to == EACH && r[1].output_from == EACH &&
	             r[1].output_to == 2 * EACH,
	     "prints", "where a call's output is", "elsewhere");
	told(good && r[2].end == SESSION_EXITED && r[2].output_from == 2 * EACH && r[2].output_to > 3 * EACH,
	     "prints", "the last call's output goes to the end", "it does not");
	told(good && strcmp(session_output(s), all) == 0, "prints", "all of its output", "is not all");
	session_free(s);
}

/* What one call leaves behind is not attributed to the next. */
static void test_left_behind(const char *program)
{
	struct session *s = start(program, "leaves-behind-once", false);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r[2] = {{0}};
	bool good = s && session_call(s, &call, &r[0]) == 0 && session_call(s, &call, &r[1]) == 0;

	told(good && r[0].children_left == 1 && r[1].children_left == 0, "leaves-behind-once",
	     "it is told of that call", "it is not, or of the next, too");
	session_free(s);
}

/* A driver that sends messages without end does not block parlab. */
static void test_spam(const char *program)
{
	for (int frozen = 0; frozen < 2; frozen++) {
		struct session *s = start(program, "spams", frozen);
		struct session_call call = call_of(PLENTY_S);
		struct session_result r = {0};
		int failed = 0;

		for (int i = 0; i < 20 && !failed && s && r.end == SESSION_DONE; i++)
			failed = session_call(s, &call, &r);
		told(s && !failed && r.end == SESSION_BROKEN, "spams", "how it ended", "otherwise");
		session_free(s);
	}
}

/* A driver that answers but never reads GO does not block parlab when the queue is full. */
static void test_peek(const char *program)
{
	struct session *s = start(program, "peeks", true);
	struct session_call call = call_of(0.5);
	struct session_result r = {0};
	int failed = 0, calls = 0;

	while (s && !failed && r.end == SESSION_DONE && calls++ < 5000)
		failed = session_call(s, &call, &r);
	told(s && !failed && r.end != SESSION_DONE, "peeks", "it comes to an end", error_text());
	session_free(s);
}

/* Misuse by the grader is an error, never a verdict. */
static void test_misuse(const char *program)
{
	struct session *s = start(program, "exits", true);
	struct session_call call = call_of(PLENTY_S), large = call;
	struct session_result r = {0};

	large.answer_bytes = (size_t)1 << 30;
	told(s && session_call(s, &large, &r) == -1 && strstr(error_text(), "does not fit"), "exits",
	     "too large a case is an error", error_text());
	told(s && session_call(s, &call, &r) == 0 && r.end == SESSION_EXITED, "exits", "the first call tells",
	     "it does not");
	told(s && session_call(s, &call, &r) == -1 && strstr(error_text(), "ended already"), "exits",
	     "a call after the end is an error", error_text());
	session_free(s);
}

static void test_note(const char *program)
{
	struct session *s = start(program, "forks-through", true);
	struct session_call call = call_of(PLENTY_S);
	struct session_result r = {0};
	bool done = s && session_call(s, &call, &r) == 0 && r.end == SESSION_DONE;

	told(done && r.child_returned, "forks-through", "the note of a child that returned is heard",
	     "it is not");
	session_free(s);
}

int main(int argc, char **argv)
{
	char *folder, *program;

	if (argc == 3 && strcmp(argv[1], "--as") == 0)
		return drive(argv[2]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* A copy that the box's user may read. */
	folder = box_folder();
	program = path_join(folder, "driver");
	if (file_copy(argv[0], program, 0755) != 0 || chmod(program, 0755) != 0) {
		printf("not ok - a driver: %s\n", error_text());
		return 1;
	}
	ends(program, "is-good", SESSION_DONE);
	ends(program, "early", SESSION_DONE);
	ends(program, "twice", SESSION_DONE);
	ends(program, "late", SESSION_DONE);
	ends(program, "spoils-layout", SESSION_DONE);
	ends(program, "meddles", SESSION_DONE);
	ends(program, "guesses", SESSION_DONE);
	ends(program, "stops-parent", SESSION_DONE);
	ends(program, "never", SESSION_EXITED);
	ends(program, "exits", SESSION_EXITED);
	ends(program, "crashes", SESSION_CRASHED);
	ends(program, "hangs", SESSION_TIMED_OUT);
	ends(program, "floods", SESSION_BROKEN);
	ends(program, "shouts", SESSION_BROKEN);
	ends_soon(program, "closes", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "closes-early", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "shuts", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "shuts-reading", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "replaces", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "sends-nothing", SESSION_CLOSED, PLENTY_S);
	ends_soon(program, "leaves-a-child", SESSION_EXITED, PLENTY_S);
	ends_soon(program, "dies-unread", SESSION_CRASHED, PLENTY_S);
	ends_soon(program, "hangs", SESSION_TIMED_OUT, 0.7);
	test_spam(program);
	test_peek(program);
	test_busy(program);
	test_output(program);
	test_left_behind(program);
	test_starved(program);
	test_lazy(program);
	test_frozen(program);
	test_end(program, "is-good");
	test_end(program, "late");
	test_close(program, "says-goodbye", BOX_EXITED, 5, "goodbye\n");
	test_close(program, "stays", BOX_KILLED, -1, "");
	test_misuse(program);
	test_note(program);
	folder_remove(folder);
	free(folder);
	free(program);
	return failures != 0;
}
