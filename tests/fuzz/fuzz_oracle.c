/* objects: reference/%/oracle reference/%/% assignments/%/driver harness/kit/bundle harness/kit/kit_cli harness/kit/kit_launch harness/kit/times harness/kit/span harness/judge/serve */
/* objects: harness/course/manifest harness/course/manifest_rules harness/course/manifest_keys harness/course/manifest_read harness/course/manifest_source harness/base/base harness/base/file harness/base/nearest */
/* fuzz_oracle.c - an exercise's oracle judges answers of arbitrary bytes.
 *
 * For any answer the oracle must say right or wrong: a failing oracle would turn a bad answer into
 * a fault of the grader.  So findings are: a fault (which ends the process), a write to the input
 * or the answer (which are read-only), and a wrong answer without a message.
 *
 * The input selects a case of the manifest, a mode and a number of workers, and the base of the
 * answer: the model solution's answer, poison or zeros, to which patches are applied; or it is
 * the answer itself.  Cases that are large or slow to judge are skipped: small ones reach the
 * same paths of the oracle.
 */
#include <math.h>
#include <time.h>

#define main judge_main
#include "../../harness/judge/judge.c"
#undef main

#include "base/base.h"
#include "base/file.h"
#include "course/manifest.h"
#include "fuzz.h"
#include "kit.h"

enum { CASE_BYTES_MOST = 256 * 1024, MESSAGE_MOST = 16 * 1024 };
static const double case_seconds_most = 0.1;
enum { PAIRS_MOST = 64, POISON = 0xA5, WORKERS_USED = 16 };

struct prepared {
	struct judge_case c;
	char *pairs[PAIRS_MOST];
	struct bundle input;
	unsigned char *right, *answer; /* the model solution's answer, and the judged one */
	size_t bytes;                  /* of an answer; 0: the case is not used */
};

static struct manifest *manifest;
static struct prepared *prepared;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	char *assignments = self_path("assignments"), *folder = path_join(assignments, kit_exercise.name);

	manifest = manifest_load(folder, NULL);
	if (!manifest) {
		fprintf(stderr, "%s\n", error_text());
		exit(EXIT_FAULT);
	}
	prepared = xcalloc(manifest->case_count, sizeof *prepared);
	free(folder);
	free(assignments);
	return 0;
}

static void *room(size_t bytes)
{
	void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST(base != MAP_FAILED);
	return base;
}

static void take_args(struct prepared *p, const char *args)
{
	while (*(args += strspn(args, " ")) && p->c.count < PAIRS_MOST / 2) {
		size_t length = strcspn(args, " ");
		p->pairs[p->c.count++] = xstrndup(args, length);
		args += length;
	}
	p->c.pairs = p->pairs;
}

static void prepare(struct prepared *p, const struct manifest_case *c)
{
	struct bundle_plan input = {0}, answer = {0};
	struct bundle right;

	p->c = (struct judge_case){.seed = 1, .workers = 1};
	take_args(p, c->args);
	MUST(oracle.plan(&p->c, &input, &answer) == 0);
	size_t input_bytes = bundle_plan_bytes(&input), bytes = bundle_plan_bytes(&answer);
	if (input_bytes > CASE_BYTES_MOST || bytes > CASE_BYTES_MOST)
		return;
	MUST(bundle_finish(&input, room(input_bytes), input_bytes, &p->input) == 0);
	MUST(oracle.fill(&p->c, &p->input) == 0);
	p->right = room(bytes);
	p->answer = room(bytes);
	MUST(bundle_finish(&answer, p->right, bytes, &right) == 0);
	memset(p->right + PROTOCOL_LAYOUT_BYTES, POISON, bytes - PROTOCOL_LAYOUT_BYTES);
	/* If the model solution has no answer (the case expects an error), poison is used. */
	(void)kit_exercise.call(MODE_SERIAL, 1, &p->input, &right);
	MUST(mprotect(p->input.base, input_bytes, PROT_READ) == 0);
	p->bytes = bytes;
}

/* Observations by parlab from outside, likely and unlikely ones. */
static void add_sightings(struct judge_case *c, unsigned kind)
{
	static const double seconds[] = {0, 1e-6, 0.05, 3};
	static const int counts[] = {0, 1, 3, 1000};
	double wall = seconds[kind & 3], cpu = seconds[kind >> 2 & 3];
	int first = kind & 32 ? c->workers : counts[kind >> 1 & 3];
	int most = kind & 64 ? c->workers + 1 : counts[kind & 3];

	c->pairs[c->count++] = xasprintf("seen.wall_s=%.9f", wall);
	c->pairs[c->count++] = xasprintf("seen.cpu_s=%.9f", cpu);
	if (kind & 16)
		return;
	c->pairs[c->count++] = xasprintf("seen.processes=%d", first);
	c->pairs[c->count++] = xasprintf("seen.threads=%d", first);
	c->pairs[c->count++] = xasprintf("seen.most_processes=%d", most);
	c->pairs[c->count++] = xasprintf("seen.most_threads=%d", most);
}

/* Bit patterns of numbers that are special in arithmetic. */
static uint64_t odd_number(unsigned which)
{
	static const uint64_t numbers[] = {
		0x7ff8000000000000, 0x7ff0000000000000,
		0xfff0000000000000, 0x8000000000000000,
		0x7fefffffffffffff, 1,
		UINT64_MAX,         INT64_MAX,
		0x7fc000007fc00000, 0x7f8000007f800000,
		0x8000000080000000, UINT32_MAX,
		0x43e0000000000000, 0xc3e0000000000000,
		0x3ff0000000000000, 0,
	};

	return numbers[which % ARRAY_LENGTH(numbers)];
}

/* One patch: its place, length and kind. */
static void patch(unsigned char *payload, const unsigned char *right, size_t bytes, struct fuzz_bytes *from)
{
	size_t at = fuzz_byte(from) | (size_t)fuzz_byte(from) << 8 | (size_t)(fuzz_byte(from) & 15) << 16;
	unsigned how = fuzz_byte(from), kind = how & 3;
	size_t length = (size_t)1 << (how >> 2 & 15), given;

	at %= bytes;
	if (how & 64)
		at = at / 8 * 8;
	length = length < bytes - at ? length : bytes - at;
	if (kind == 0) {
		const uint8_t *literal = fuzz_take(from, length < 64 ? length : 64, &given);
		memcpy(payload + at, literal, given);
	} else if (kind == 1) {
		memset(payload + at, fuzz_byte(from), length);
	} else if (kind == 2) {
		size_t source = (fuzz_byte(from) | (size_t)fuzz_byte(from) << 8) % bytes;
		memmove(payload + at, right + source, length < bytes - source ? length : bytes - source);
	} else {
		uint64_t number = odd_number(fuzz_byte(from));
		memcpy(payload + at, &number, bytes - at < sizeof number ? bytes - at : sizeof number);
	}
}

static void make_answer(struct prepared *p, unsigned base, struct fuzz_bytes *from)
{
	unsigned char *payload = p->answer + PROTOCOL_LAYOUT_BYTES;
	size_t bytes = p->bytes - PROTOCOL_LAYOUT_BYTES, given;

	MUST(mprotect(p->answer, p->bytes, PROT_READ | PROT_WRITE) == 0);
	memcpy(p->answer, p->right, p->bytes);
	if (base == 1 || base == 2)
		memset(payload, base == 1 ? POISON : 0, bytes);
	if (base == 3) {
		const uint8_t *raw = fuzz_take(from, bytes, &given);
		memcpy(payload, raw, given);
	}
	while (bytes > 0 && from->left > 0)
		patch(payload, p->right + PROTOCOL_LAYOUT_BYTES, bytes, from);
	MUST(mprotect(p->answer, p->bytes, PROT_READ) == 0);
}

static void check_message(const char *said, size_t bytes, int verdict)
{
	MUST(verdict == EXIT_RIGHT || verdict == EXIT_WRONG || verdict == EXIT_LATE);
	if (verdict == EXIT_RIGHT)
		return;
	MUST(bytes > 1 && said[0] != '\n' && bytes < MESSAGE_MOST);
	for (size_t i = 0; i < bytes; i++)
		MUST(said[i] == '\n' || (unsigned char)said[i] >= ' ');
}

static void judge_answer(struct prepared *p, const struct judge_case *c)
{
	struct bundle answer;
	FILE *usual = stdout;
	char *said = NULL;
	size_t bytes = 0;

	MUST(bundle_open(&answer, p->answer, p->bytes) == 0);
	FILE *memory = open_memstream(&said, &bytes);
	MUST(memory != NULL);
	stdout = memory;
	int verdict = oracle.check(c, &p->input, &answer);
	stdout = usual;
	fclose(memory);
	check_message(said, bytes, verdict);
	free(said);
}

/* Everything is slightly wrong and nothing is unwritten, so the oracle tries all its hints. */
static double seconds_to_judge(struct prepared *p)
{
	struct judge_case c = p->c;
	char *pairs[PAIRS_MOST];
	clock_t start = clock();
	int first = c.count;

	memcpy(pairs, p->pairs, sizeof pairs);
	c.pairs = pairs;
	c.mode = manifest->modes[manifest->mode_count - 1].mode;
	c.workers = WORKERS_USED;
	add_sightings(&c, 0);
	memcpy(p->answer, p->right, p->bytes);
	for (size_t i = PROTOCOL_LAYOUT_BYTES; i < p->bytes; i++)
		p->answer[i] ^= i % 8 == 0;
	judge_answer(p, &c);
	for (int i = first; i < c.count; i++)
		free(c.pairs[i]);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Select the cases to use, once.  The fastest one is used even on a slow machine. */
static void prepare_all(void)
{
	double *seconds = xcalloc(manifest->case_count, sizeof *seconds), least = INFINITY;

	for (size_t i = 0; i < manifest->case_count; i++) {
		prepare(&prepared[i], &manifest->cases[i]);
		seconds[i] = prepared[i].bytes > 0 ? seconds_to_judge(&prepared[i]) : INFINITY;
		least = fmin(least, seconds[i]);
	}
	MUST(isfinite(least));
	for (size_t i = 0; i < manifest->case_count; i++)
		if (seconds[i] > fmax(least, case_seconds_most))
			prepared[i].bytes = 0;
	free(seconds);
}

static struct prepared *choose_case(unsigned number)
{
	static bool ready;

	if (!ready)
		prepare_all();
	ready = true;
	for (size_t tried = 0; tried < manifest->case_count; tried++)
		if (prepared[(number + tried) % manifest->case_count].bytes > 0)
			return &prepared[(number + tried) % manifest->case_count];
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_bytes from = {data, bytes};
	struct prepared *p = choose_case(fuzz_byte(&from));
	char *pairs[PAIRS_MOST];

	if (!p)
		return -1;
	struct judge_case c = p->c;
	memcpy(pairs, p->pairs, sizeof pairs);
	c.pairs = pairs;
	c.mode = manifest->modes[fuzz_byte(&from) % manifest->mode_count].mode;
	c.workers = 1 + fuzz_byte(&from) % WORKERS_USED;
	if (c.mode == MODE_SERIAL)
		c.workers = 1;
	add_sightings(&c, fuzz_byte(&from));
	make_answer(p, fuzz_byte(&from) & 3, &from);
	judge_answer(p, &c);
	for (int i = p->c.count; i < c.count; i++)
		free(c.pairs[i]);
	return 0;
}
