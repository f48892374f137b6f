/* kit_cli.c - an exercise's program, run by a person: PROGRAM MODE [options].
 *
 * Reads the command line, makes an input, calls the student's function once (or as often as
 * --calls says) and prints the result.  Every error is one line on standard error that names the place and the remedy.
 * Exit codes: 0 done, 1 the function returned -1, 2 usage, 70 a forked child returned from
 * the function.
 *
 * The elapsed time that it can print is for information only: no grade uses it.  It never
 * checks whether the result is right.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"
#include "span.h"
#include "times.h"

enum { EXIT_RETURNED = 1, EXIT_USAGE = 2, EXIT_CHILD_RETURNED = 70 };
enum { PARAMETERS_MAX = 24, WORKERS_MOST = 1024, CALLS_MOST = 10000 };

/* What getopt_long returns for long options: parameter i is OPTION_PARAMETER + i. */
enum { OPTION_HELP = 256, OPTION_WORKERS, OPTION_TIME, OPTION_CALLS, OPTION_SPANS, OPTION_PARAMETER };

static const char *const mode_names[MODE_COUNT] = MODE_NAMES;
static const char mode_letters[] = MODE_LETTERS;

/* Set if mpirun has started this process, which is rank 0. */
static const struct kit_ranks *ranks;

struct kit_arguments {
	enum mode mode;
	int workers; /* 0 until known */
	size_t calls;
	bool time, help;
	const char *spans;              /* the file for span.h's rows; NULL: none */
	uint64_t whole[PARAMETERS_MAX]; /* in the order of kit_exercise.parameters */
	double real[PARAMETERS_MAX];
};

/* complain: one line on standard error; returns the exit code of a usage error. */
static int __attribute__((format(printf, 1, 2))) complain(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", kit_exercise.name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static int parameter_count(void)
{
	int count = 0;

	while (kit_exercise.parameters[count].name != NULL)
		count++;
	assert(count <= PARAMETERS_MAX);
	return count;
}

/* A parameter of the exercise takes precedence over the kit's option of the same letter. */
static bool letter_is_taken(char letter)
{
	for (const struct kit_parameter *p = kit_exercise.parameters; p->name != NULL; p++)
		if (p->letter == letter)
			return true;
	return false;
}

static const struct kit_parameter *find_parameter(const char *name, enum kit_kind kind, int *index)
{
	for (*index = 0; kit_exercise.parameters[*index].name != NULL; ++*index)
		if (strcmp(kit_exercise.parameters[*index].name, name) == 0 &&
		    kit_exercise.parameters[*index].kind == kind)
			return &kit_exercise.parameters[*index];
	return NULL;
}

uint64_t kit_whole(const struct kit_arguments *arguments, const char *name)
{
	int index;
	const struct kit_parameter *parameter = find_parameter(name, KIT_WHOLE, &index);

	assert(parameter != NULL && "kit_whole: the exercise has no such parameter");
	(void)parameter;
	return arguments->whole[index];
}

double kit_real(const struct kit_arguments *arguments, const char *name)
{
	int index;
	const struct kit_parameter *parameter = find_parameter(name, KIT_REAL, &index);

	assert(parameter != NULL && "kit_real: the exercise has no such parameter");
	(void)parameter;
	return arguments->real[index];
}

int kit_workers(const struct kit_arguments *arguments)
{
	return arguments->workers;
}

enum mode kit_mode(const struct kit_arguments *arguments)
{
	return arguments->mode;
}

/* Values */

/* The whole text must be digits: "12x", "-1", "" and " 3" are refused. */
static bool read_whole(const char *text, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return *end == '\0' && errno == 0;
}

static bool read_real(const char *text, double *value)
{
	char *end;

	if (text[0] == '\0' || isspace((unsigned char)text[0]))
		return false;
	*value = strtod(text, &end);
	return *end == '\0' && isfinite(*value);
}

static int read_parameter(struct kit_arguments *arguments, int index, const char *text)
{
	const struct kit_parameter *p = &kit_exercise.parameters[index];
	uint64_t *whole = &arguments->whole[index];
	double *real = &arguments->real[index];
	bool is_number = p->kind == KIT_WHOLE ? read_whole(text, whole) : read_real(text, real);
	const char *kind = p->kind == KIT_WHOLE ? "whole number" : "number";

	if (is_number && p->kind == KIT_WHOLE)
		*real = (double)*whole;
	if (is_number && *real >= p->least && *real <= p->most)
		return 0;
	return complain("--%s: '%s' is not a %s from %.17g to %.17g", p->name, text, kind, p->least, p->most);
}

/* -1: complained. */
static long read_count(const char *option, const char *text, const char *what, long most)
{
	uint64_t count;

	if (read_whole(text, &count) && count >= 1 && count <= (uint64_t)most)
		return (long)count;
	complain("%s: '%s' is not a number of %s from 1 to %ld", option, text, what, most);
	return -1;
}

static int read_workers(struct kit_arguments *arguments, const char *text)
{
	arguments->workers = (int)read_count("-w", text, "workers", WORKERS_MOST);
	return arguments->workers > 0 ? 0 : EXIT_USAGE;
}

static int read_calls(struct kit_arguments *arguments, const char *text)
{
	long calls = read_count("--calls", text, "calls", CALLS_MOST);

	arguments->calls = (size_t)calls;
	return calls > 0 ? 0 : EXIT_USAGE;
}

static int usable_cpus(void)
{
	cpu_set_t mask;
	int count = sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : 1;

	return count < WORKERS_MOST ? count : WORKERS_MOST;
}

/* Modes */

static bool mode_is_offered(enum mode mode)
{
	return (kit_exercise.modes & (1u << mode)) != 0;
}

/* The modes for a message: "s serial, m fork, i threads". */
static const char *offered_modes(void)
{
	static char text[128];
	size_t used = 0;

	for (int m = 0; m < MODE_COUNT; m++)
		if (mode_is_offered((enum mode)m))
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s (%c)",
			                         used ? ", " : "", mode_names[m], mode_letters[m]);
	return text;
}

/* The offered mode that this is the beginning of, or that it begins with: thread, forks. */
static const char *mode_meant(const char *text)
{
	for (int m = 0; m < MODE_COUNT; m++) {
		size_t name = strlen(mode_names[m]), typed = strlen(text), both = name < typed ? name : typed;
		if (both >= 3 && mode_is_offered((enum mode)m) && strncasecmp(text, mode_names[m], both) == 0)
			return mode_names[m];
	}
	return NULL;
}

static int read_mode(struct kit_arguments *arguments, const char *text)
{
	for (int m = 0; m < MODE_COUNT; m++) {
		bool is_letter = text[0] == mode_letters[m] && text[1] == '\0';
		if (!is_letter && strcmp(text, mode_names[m]) != 0)
			continue;
		if (!mode_is_offered((enum mode)m))
			return complain("%s mode is not offered here; choose one of: %s", mode_names[m],
			                offered_modes());
		arguments->mode = (enum mode)m;
		return 0;
	}
	const char *meant = mode_meant(text);
	if (meant)
		return complain("'%s' is not a mode; did you mean %s?", text, meant);
	return complain("'%s' is not a mode; choose one of: %s", text, offered_modes());
}

/* The command line */

/* One line of the help: letter (0: none), word, name of the value ("": none), and
 * description. */
static void __attribute__((format(printf, 4, 5)))
print_option(char letter, const char *word, const char *value, const char *format, ...)
{
	char label[64];
	va_list arguments;

	snprintf(label, sizeof label, "%c%c%c --%s%s%s", letter ? '-' : ' ', letter ? letter : ' ',
	         letter ? ',' : ' ', word, value[0] ? "=" : "", value);
	printf("  %-26s ", label);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

static void print_help(void)
{
	printf("%s: %s\n\n", kit_exercise.name, kit_exercise.summary);
	printf("usage: %s MODE [-w WORKERS] [options]\n\n", kit_exercise.name);
	printf("MODE, a letter or a word: %s\n\n", offered_modes());
	print_option('w', "workers", "WORKERS", "1 to %d (default: the usable CPUs, here %d; serial mode: 1)",
	             WORKERS_MOST, usable_cpus());
	for (const struct kit_parameter *p = kit_exercise.parameters; p->name != NULL; p++)
		print_option(p->letter, p->name, "VALUE", "%s, %.17g to %.17g (default: %s)", p->help,
		             p->least, p->most, p->preset);
	print_option(letter_is_taken('t') ? 0 : 't', "time", "",
	             "print the elapsed seconds on standard error");
	print_option(letter_is_taken('c') ? 0 : 'c', "calls", "CALLS",
	             "call it so often, 1 to %d, and print on standard error the first time and the "
	             "others' median",
	             CALLS_MOST);
	print_option(0, "spans", "FILE", "write who did what when to FILE (span.h, plots/gantt.gp)");
	print_option('h', "help", "", "print this and exit");
}

/* getopt's two forms of the options; the long one ends with a zeroed element. */
struct options {
	char letters[2 * PARAMETERS_MAX + 8];
	struct option words[PARAMETERS_MAX + 6];
};

static void add_letter(struct options *options, char letter, bool has_value)
{
	size_t end = strlen(options->letters);

	options->letters[end] = letter;
	options->letters[end + 1] = has_value ? ':' : '\0';
}

static void describe_options(struct options *options)
{
	int count = parameter_count();

	/* ':' makes getopt distinguish a missing value from an unknown option. */
	*options = (struct options){.letters = ":hw:"};
	for (int i = 0; i < count; i++) {
		const struct kit_parameter *p = &kit_exercise.parameters[i];
		options->words[i] = (struct option){p->name, required_argument, NULL, OPTION_PARAMETER + i};
		if (p->letter != 0)
			add_letter(options, p->letter, true);
	}
	if (!letter_is_taken('t'))
		add_letter(options, 't', false);
	if (!letter_is_taken('c'))
		add_letter(options, 'c', true);
	options->words[count] = (struct option){"help", no_argument, NULL, OPTION_HELP};
	options->words[count + 1] = (struct option){"workers", required_argument, NULL, OPTION_WORKERS};
	options->words[count + 2] = (struct option){"time", no_argument, NULL, OPTION_TIME};
	options->words[count + 3] = (struct option){"calls", required_argument, NULL, OPTION_CALLS};
	options->words[count + 4] = (struct option){"spans", required_argument, NULL, OPTION_SPANS};
}

static int take_letter(struct kit_arguments *arguments, char letter)
{
	for (int i = 0; kit_exercise.parameters[i].name != NULL; i++)
		if (kit_exercise.parameters[i].letter == letter)
			return read_parameter(arguments, i, optarg);
	switch (letter) {
	case 'h':
		arguments->help = true;
		return 0;
	case 't':
		arguments->time = true;
		return 0;
	case 'c':
		return read_calls(arguments, optarg);
	default:
		return read_workers(arguments, optarg);
	}
}

/* optind is past the refused word, unless that word holds more letters. */
static int complain_option(char **argv, bool value_is_missing)
{
	const char *word = argv[optind - 1];

	if (value_is_missing)
		return complain("%s needs a value; --help lists the options", word);
	if (optopt > 0 && optopt < OPTION_HELP)
		return complain("unknown option -%c; --help lists the options", optopt);
	if (optopt != 0)
		return complain("%s: this option takes no value", word);
	return complain("unknown option %s; --help lists the options", word);
}

static int take_option(struct kit_arguments *arguments, int option, char **argv)
{
	switch (option) {
	case '?':
	case ':':
		return complain_option(argv, option == ':');
	case OPTION_HELP:
		return take_letter(arguments, 'h');
	case OPTION_WORKERS:
		return read_workers(arguments, optarg);
	case OPTION_TIME:
		arguments->time = true;
		return 0;
	case OPTION_CALLS:
		return read_calls(arguments, optarg);
	case OPTION_SPANS:
		arguments->spans = optarg;
		return 0;
	default:
		if (option >= OPTION_PARAMETER)
			return read_parameter(arguments, option - OPTION_PARAMETER, optarg);
		return take_letter(arguments, (char)option);
	}
}

/* How many there are if -w does not say it; mpirun has started as many ranks as it was told to. */
static int settle_workers(struct kit_arguments *arguments)
{
	const bool is_mpi = arguments->mode == MODE_MPI;

	if (is_mpi && arguments->spans)
		return complain("--spans: not in mpi mode, whose ranks share no file");
	if (ranks && !is_mpi)
		return complain("mpirun is for mpi mode; run %s mode without it",
		                mode_names[arguments->mode]);
	if (ranks && arguments->workers > 0 && arguments->workers != ranks->count)
		return complain("-w %d: mpirun has started %d ranks; leave out -w, or mpirun",
		                arguments->workers, ranks->count);
	if (arguments->mode == MODE_SERIAL)
		arguments->workers = 1;
	else if (ranks)
		arguments->workers = ranks->count;
	else if (arguments->workers == 0)
		arguments->workers = usable_cpus();
	return 0;
}

/* Returns 0 or an exit code. */
static int read_command_line(int argc, char **argv, struct kit_arguments *arguments)
{
	struct options options;
	int option, status = 0;

	arguments->calls = 1;
	describe_options(&options);
	for (int i = 0; status == 0 && kit_exercise.parameters[i].name != NULL; i++)
		status = read_parameter(arguments, i, kit_exercise.parameters[i].preset);
	opterr = 0; /* this file prints the messages */
	while (status == 0 && (option = getopt_long(argc, argv, options.letters, options.words, NULL)) != -1)
		status = take_option(arguments, option, argv);
	if (status != 0 || arguments->help)
		return status;
	/* getopt has moved all non-options to the end. */
	if (optind == argc)
		return complain("no mode given; choose one of: %s", offered_modes());
	if (optind + 1 < argc)
		return complain("unexpected argument '%s'; --help shows the usage", argv[optind + 1]);
	if (arguments->spans && arguments->calls > 1)
		return complain("--spans is about a single call; leave out --calls");
	status = read_mode(arguments, argv[optind]);
	return status != 0 ? status : settle_workers(arguments);
}

/* The run */

/* Fresh pages are zero, aligned and private, as bundle_finish and students expect. */
static int build(const struct bundle_plan *plan, struct bundle *bundle)
{
	size_t bytes = bundle_plan_bytes(plan);
	void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return -1;
	if (bundle_finish(plan, base, bytes, bundle) == 0)
		return 0;
	munmap(base, bytes);
	return -1;
}

static int prepare(const struct kit_arguments *arguments, struct bundle *input, struct bundle *answer)
{
	struct bundle_plan input_plan = {0}, answer_plan = {0};

	if (kit_exercise.plan(arguments, &input_plan, &answer_plan) != 0 || build(&input_plan, input) != 0)
		return -1;
	if (build(&answer_plan, answer) != 0) {
		munmap(input->base, input->bytes);
		return -1;
	}
	if (kit_exercise.fill(arguments, input) == 0)
		return 0;
	munmap(input->base, input->bytes);
	munmap(answer->base, answer->bytes);
	return -1;
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int complain_returned(enum mode mode, int returned, int error)
{
	const char *name = kit_exercise.name, *mode_name = mode_names[mode];

	if (returned != -1)
		complain("%s mode returned %d; return 0, or -1 with errno set", mode_name, returned);
	else if (error == ENOSYS)
		complain("%s mode is not written yet: see TODO(student) in %s%s.c", mode_name, name,
		         mode == MODE_MPI ? "_mpi" : "");
	else if (error == 0)
		complain("%s mode returned -1 without setting errno", mode_name);
	else
		complain("%s mode failed: %s", mode_name, strerror(error));
	return EXIT_RETURNED;
}

static int print_result(const struct bundle *input, const struct bundle *answer)
{
	kit_exercise.print(input, answer, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain("standard output: %s", strerror(errno));
	return 0;
}

/* One call.  Returns 0 or an exit code. */
static int run_once(const struct kit_arguments *arguments, const struct bundle *input, struct bundle *answer,
                    double *seconds)
{
	pid_t self = getpid();
	double start = seconds_now();
	int returned, error;

	errno = 0;
	kit_call *call = ranks ? ranks->call : kit_exercise.call;
	returned = call(arguments->mode, arguments->workers, input, answer);
	error = errno;
	*seconds = seconds_now() - start;
	if (getpid() != self) {
		complain("a forked child returned from the function; end every child with _exit()");
		_exit(EXIT_CHILD_RETURNED);
	}
	return returned == 0 ? 0 : complain_returned(arguments->mode, returned, error);
}

static int run(const struct kit_arguments *arguments, struct bundle *input, struct bundle *answer)
{
	double *seconds = calloc(arguments->calls, sizeof *seconds);
	int status = 0;

	if (seconds == NULL)
		return complain("--calls: %s", strerror(errno));
	if (arguments->spans && span_open(arguments->spans, mode_names[arguments->mode]) != 0)
		status = complain("--spans %s: %s", arguments->spans, strerror(errno));
	for (size_t i = 0; status == 0 && i < arguments->calls; i++)
		status = run_once(arguments, input, answer, &seconds[i]);
	if (status == 0 && arguments->calls > 1)
		times_print(seconds, arguments->calls, stderr);
	else if (status == 0 && arguments->time)
		fprintf(stderr, "%.6f s\n", seconds[0]);
	free(seconds);
	return status != 0 ? status : print_result(input, answer);
}

static int complain_no_ranks(void)
{
	if (errno == ENOENT)
		return complain(
			"mpi mode needs Open MPI: install libopenmpi-dev and openmpi-bin, then run make");
	return complain("mpi mode cannot be started: %s", strerror(errno));
}

int kit_cli(int argc, char **argv, const struct kit_ranks *started_ranks)
{
	struct kit_arguments arguments = {0};
	struct bundle input, answer;
	int status;

	ranks = started_ranks;
	status = read_command_line(argc, argv, &arguments);
	if (status != 0)
		return status;
	if (arguments.help) {
		print_help();
		return 0;
	}
	if (arguments.mode == MODE_MPI && !ranks) {
		kit_become_ranks(arguments.workers, argv);
		return complain_no_ranks();
	}
	if (prepare(&arguments, &input, &answer) != 0)
		return complain("cannot make the input: %s", strerror(errno));
	status = run(&arguments, &input, &answer);
	munmap(input.base, input.bytes);
	munmap(answer.base, answer.bytes);
	return status;
}
