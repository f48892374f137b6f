/* objects: course/manifest course/manifest_rules course/manifest_keys course/manifest_read course/manifest_source base/base base/file base/nearest */
/* test_manifest_refuses.c - an invalid assignment.yaml is refused with its file, the line and a
 * remedy.
 *
 * Every invalid manifest is the valid one with a single change, which is a row of a table. */
#include "manifest_sample.h"

MANIFEST_SUITE(manifest_refuses);

/* expect_refused: the error starts with FILE:LINE: and contains the problem and the remedy. */
static void expect_refused(const char *text, size_t line, const char *what, const char *remedy)
{
	struct manifest *manifest = load_text(text);

	cr_expect_null(manifest, "accepted, though: %s", what);
	if (manifest) {
		manifest_free(manifest);
		return;
	}
	const char *error = error_text();
	char *place = xasprintf("%s/assignment.yaml:%zu: ", exercise, line);
	cr_expect_eq(strncmp(error, place, strlen(place)), 0, "expected '%s...', got '%s'", place, error);
	cr_expect_not_null(strstr(error, what), "'%s' does not say '%s'", error, what);
	cr_expect_not_null(strstr(error, remedy), "'%s' does not advise '%s'", error, remedy);
	cr_expect_null(strchr(error, '\n'), "'%s' is more than a line", error);
	free(place);
}

struct bad {
	const char *from, *to;
	size_t line;
	const char *what, *remedy;
};

static void expect_all_refused(const struct bad *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *text = changed(table[i].from, table[i].to);
		expect_refused(text, table[i].line, table[i].what, table[i].remedy);
		free(text);
	}
}

Test(manifest_refuses, bad_charts_and_sizes)
{
	static const struct bad TABLE[] = {
		{"name: gantt", "name: Gantt", 26, "'Gantt' is not a valid name", "a-z"},
		{"name: gantt", "name: speedup", 26, "that parlab writes itself", "choose another"},
		{"name: gantt", "name: no-script", 26, "'no-script.gp' is not in the exercise's folder",
	         "add the script"},
		{"    title: Who did what when\n", "", 26, "'title' is missing in 'charts[0]'", "a text"},
		{"runs:", "run:", 28, "unknown key 'run'", "name, title, runs"},
		{"n=1", "n", 29, "'n' in 'charts[0].runs[0].args' is not an argument", "key=value"},
		{"serial]", "openmp]", 29, "no mode 'openmp'", "one of 'modes'"},
		{"serial]", "quick]", 29, "'charts[0].runs[0].modes[1]' is 'quick'", "one of serial, fork"},
		{"2, 8]", "2, 64]", 29, "'charts[0].runs[0].workers[1]' is 64", "raise the limit"},
		{"2, 8]", "0]", 29, "'charts[0].runs[0].workers[0]' is 0", "choose from 1"},
		{"last=@", "last=7", 31, "must hold one '@'", "n=@"},
		{"first=2 last=@", "first=@ last=@", 31, "must hold one '@'", "n=@"},
		{"[10, 100]", "[10]", 31, "'sizes.values' has too few", "at least 2"},
		{"[10, 100]", "[10, 10]", 31, "do not rise: 10 after 10", "smallest first"},
		{"unit: numbers", "unit: \"a\\tb\"", 31, "'sizes.unit'", "a few plain words"},
		{", unit: numbers", "", 31, "'unit' is missing in 'sizes'", "a text"},
	};

	write_file("gantt.gp", "", 0);
	for (size_t i = 0; i < ARRAY_LENGTH(TABLE); i++) {
		char *text = with_charts(TABLE[i].from, TABLE[i].to);
		expect_refused(text, TABLE[i].line, TABLE[i].what, TABLE[i].remedy);
		free(text);
	}
}

Test(manifest_refuses, unknown_keys_and_names_those_allowed)
{
	static const struct bad TABLE[] = {
		{"title:", "titel:", 1, "unknown key 'titel'; did you mean 'title'?",
	         "allowed here: title, points, submit, given"},
		{"flags:", "flag:", 5, "unknown key 'flag'", "flags"},
		{"clean: 1}", "claen: 1}", 8, "unknown key 'claen' in 'modes[0]'; did you mean 'clean'?",
	         "mode, correct, clean, robust, speed"},
		{"speed: 3.5", "sped: 3.5", 9, "unknown key 'sped' in 'modes[1]'", "speed"},
		{"    workers:", "    worker:", 14, "unknown key 'worker' in 'cases[0]'",
	         "name, args, workers, sanitize"},
		{"workers: 3}", "seed: 3}", 17, "unknown key 'seed' in 'census'", "args, workers"},
		{"jitter=1000}", "x=1, size: 3}", 18, "unknown key 'size' in 'measure'",
	         "allowed here: args"},
		{"wall_s", "\"wall.s[0]\"", 19, "unknown key 'wall.s[0]' in 'limits'",
	         "wall_s, cpu_s, memory_mib"},
		{"share: 0.5", "part: 0.5", 22, "unknown key 'part' in 'bands[1]'", "gain, share"},
		{"{name: why", "{id: why", 24, "unknown key 'id' in 'questions[0]'", "name, points"},
		{"points: 14\n", "points: 14\n\"a\\nb\": 1\n", 3, "unknown key 'a?b'", "allowed here"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, missing_keys)
{
	static const struct bad TABLE[] = {
		{"title: Counting distinct prime factors\n", "", 1, "key 'title' is missing", "a text"},
		{"points: 14\n", "", 1, "key 'points' is missing", "a number"},
		{"submit: [factorization.c, factorization_mpi.c]\n", "", 1, "'submit' is missing", "a list"},
		{"given: [factorize.c]\n", "", 1, "'given' is missing", "a list"},
		{"mode: fork, ", "", 9, "'mode' is missing in 'modes[1]'",
	         "one of serial, fork, threads, openmp, mpi"},
		{", correct: 2.5", "", 10, "'correct' is missing in 'modes[2]'", "a number"},
		{"{mode: serial, correct: 3, clean: 1}", "{}", 8, "is missing in 'modes[0]'", "add it"},
		{"    args: first=2 last=2\n", "", 12, "'args' is missing in 'cases[0]'", "a text"},
		{"name: uneven, ", "", 16, "'name' is missing in 'cases[1]'", "a text"},
		{"census: {args: first=2 last=200000, workers: 3}\n", "", 1, "'census' is missing",
	         "args, workers"},
		{", workers: 3", "", 17, "'workers' is missing in 'census'", "a whole number"},
		{"args: first=2 last=3000000 jitter=1000", "", 18, "'args' is missing in 'measure'",
	         "add it"},
		{"memory_mib: 512, ", "", 19, "'memory_mib' is missing in 'limits'", "a whole number"},
		{"gain: 0.4, ", "", 22, "'gain' is missing in 'bands[1]'", "a number"},
		{", points: 1}", "}", 24, "'points' is missing in 'questions[0]'", "a number"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, wrong_types)
{
	static const struct bad TABLE[] = {
		{"points: 14", "points: many", 2, "'points' is 'many'", "a number"},
		{"points: 14", "points:", 2, "'points' is ''", "a number"},
		{"points: 14", "points: [14]", 2, "'points' is a list", "a number"},
		{"points: 14", "points: nan", 2, "'nan'", "a number"},
		{"points: 14", "points: inf", 2, "'inf'", "a number"},
		{"points: 14", "points: 1e999", 2, "'1e999'", "a number"},
		{"points: 14", "points: 14p", 2, "'14p'", "a number"},
		{"title: Counting distinct prime factors", "title: {a: b}", 1, "'title' is a group of keys",
	         "a text"},
		{"title: Counting distinct prime factors", "title:", 1, "'title' is empty", "write a text"},
		{"submit: [factorization.c, factorization_mpi.c]", "submit: a.c", 3, "'submit' is 'a.c'",
	         "a list"},
		{"[factorization.c, factorization_mpi.c]", "[a.c, [b.c]]", 3, "'submit[1]' is a list",
	         "a text"},
		{"[factorization.c, factorization_mpi.c]", "[]", 3, "'submit' has too few", "at least 1"},
		{"mode: fork", "mode: forks", 9, "'modes[1].mode' is 'forks'", "one of serial, fork"},
		{"mode: fork", "mode: m", 9, "'m'", "one of serial, fork"},
		{"mode: fork", "mode: 1", 9, "'modes[1].mode' is '1'", "one of serial, fork"},
		{"correct: 3", "correct: 3x", 8, "'modes[0].correct' is '3x'", "a number"},
		{"workers: [1, 2, 5]", "workers: 3", 14, "'cases[0].workers' is '3'", "a list"},
		{"workers: [1, 2, 5]", "workers: []", 14, "'cases[0].workers' has too few", "at least 1"},
		{"workers: [1, 2, 5]", "workers: [1,\n  2.5]", 15, "'cases[0].workers[1]' is '2.5'",
	         "a whole number"},
		{"workers: [1, 2, 5]", "workers: [1, -2]", 14, "'cases[0].workers[1]' is '-2'",
	         "a whole number"},
		{"workers: [1, 2, 5]", "workers: [010]", 14, "'010'", "a whole number"},
		{"workers: [1, 2, 5]", "workers: [99999999999]", 14, "is 99999999999",
	         "choose from 1 to 1024"},
		{"sanitize: true", "sanitize: maybe", 15, "'cases[0].sanitize' is 'maybe'",
	         "one of false, true"},
		{"measure: {args: first=2 last=3000000 jitter=1000}", "measure: n=3", 18, "'n=3'",
	         "group of keys (args)"},
		{"processes: 64", "processes: lots", 19, "'limits.processes' is 'lots'", "a whole number"},
		{"  - {gain: 0.4, share: 0.5}", "  - 0.4", 22, "'bands[1]' is '0.4'",
	         "group of keys (gain, share)"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, values_out_of_range)
{
	static const struct bad TABLE[] = {
		{"points: 14", "points: -1", 2, "'points' is -1", "choose from"},
		{"correct: 3", "correct: -3", 8, "'modes[0].correct' is -3", "choose from 0"},
		{"clean: 1, speed: 3.5", "clean: -1, speed: 3.5", 9, "'modes[1].clean' is -1",
	         "choose from 0"},
		{"speed: 3.5", "speed: -1", 9, "'modes[1].speed' is -1", "choose from 0"},
		{"workers: [1, 2, 5]", "workers: [1, 0]", 14, "'cases[0].workers[1]' is 0", "choose from 1"},
		{"workers: [1, 2, 5]", "workers: [4000]", 14, "is 4000", "choose from 1"},
		{"workers: [1, 2, 5]", "workers: [64]", 14, "'limits.processes' is 64", "raise the limit"},
		{"processes: 64", "processes: 5", 14, "'cases[0].workers[2]' is 5", "raise the limit"},
		{"workers: 3}", "workers: 0}", 17, "'census.workers' is 0", "choose from 2"},
		{"workers: 3}", "workers: 1}", 17, "'census.workers' is 1", "choose from 2"},
		{"speed: 3.5", "robust: -1, speed: 3.5", 9, "'modes[1].robust' is -1", "choose from 0"},
		{"wall_s: 10", "wall_s: 0", 19, "'limits.wall_s' is 0", "choose from"},
		{"cpu_s: 20", "cpu_s: 1e9", 19, "'limits.cpu_s' is 1e9", "choose from"},
		{"memory_mib: 512", "memory_mib: 1", 19, "'limits.memory_mib' is 1", "choose from"},
		{"processes: 64", "processes: 0", 19, "'limits.processes' is 0", "choose from"},
		{"output_kib: 64", "output_kib: 0", 19, "'limits.output_kib' is 0", "choose from"},
		{"gain: 0.4", "gain: 0", 22, "'bands[1].gain' is 0", "choose from"},
		{"gain: 0.8", "gain: 1.5", 21, "'bands[0].gain' is 1.5", "choose from"},
		{"share: 1.0", "share: 1.1", 21, "'bands[0].share' is 1.1", "choose from 0 to 1"},
		{"share: 0.5", "share: -0.1", 22, "'bands[1].share' is -0.1", "choose from 0 to 1"},
		{"points: 1}", "points: -1}", 24, "'questions[0].points' is -1", "choose from 0"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, points_that_cannot_be_earned)
{
	static const struct bad TABLE[] = {
		{"points: 14", "points: 20", 2, "'points' is 20, but modes and questions add up to 14",
	         "change one"},
		{"correct: 2.5", "correct: 3", 2, "add up to 14.5", "change one"},
		{"clean: 1, speed: 3.5", "clean: 1, robust: 0.5, speed: 3.5", 2, "add up to 14.5",
	         "change one"},
		{"{mode: serial, correct: 3, clean: 1}",
	         "{mode: serial, correct: 2.5, clean: 1, robust: 0.5}", 1,
	         "serial mode has points for 'robust'", "give 'errors'"},
		{"census:", "errors:\n  - {args: first=2 last=3, change: first=1}\ncensus:", 17,
	         "'errors' are judged in no mode", "'robust'"},
		{"census:", "errors:\n  - {args: first=2 last=3, change: first}\ncensus:", 18,
	         "'first' is not a change", "'=' and a number"},
		{"census:", "errors:\n  - {args: first=2 last=3, change: first=}\ncensus:", 18,
	         "'first=' is not a change", "'=' and a number"},
		{"census:", "errors:\n  - {args: first=2 last=3}\ncensus:", 18, "'change' is missing",
	         "add it"},
		{"{name: why-dynamic, points: 1}", "{name: why-dynamic, points: 2}", 2, "add up to 15",
	         "change one"},
		{"correct: 3, clean: 1", "correct: 3, clean: 0, speed: 1", 8, "'serial' has no speedup",
	         "parallel mode"},
		{"measure: {args: first=2 last=3000000 jitter=1000}\n", "", 9, "nothing is timed",
	         "add 'measure"},
		{"bands:\n  - {gain: 0.8, share: 1.0}\n  - {gain: 0.4, share: 0.5}\n", "", 9, "no 'bands'",
	         "add 'bands"},
		{"bands:\n  - {gain: 0.8, share: 1.0}\n  - {gain: 0.4, share: 0.5}\n", "bands: []\n", 20,
	         "'bands' has too few", "at least 1"},
		{"gain: 0.4", "gain: 0.8", 22, "'bands' do not fall: gain 0.8 after 0.8",
	         "highest gain first"},
		{"gain: 0.4", "gain: 0.9", 22, "'bands' do not fall", "highest gain first"},
		{"share: 0.5", "share: 1", 22, "'bands' do not fall: share 1 after 1", "lower share"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, duplicates)
{
	static const struct bad TABLE[] = {
		{"points: 14\n", "points: 14\npoints: 15\n", 3, "'points' is given twice", "delete one"},
		{"wall_s: 10,", "wall_s: 10, wall_s: 11,", 19, "'limits.wall_s' is given twice",
	         "delete one"},
		{"mode: mpi", "mode: serial", 10, "'serial' is there twice", "delete one"},
		{"name: uneven", "name: smallest", 16, "'smallest' is there twice", "rename"},
		{"workers: [1, 2, 5]", "workers: [1, 2, 1]", 14, "'1' is there twice in 'cases[0].workers'",
	         "delete one"},
		{"factorization_mpi.c", "factorization.c", 3, "'factorization.c' is there twice",
	         "delete one"},
		{"given: [factorize.c]", "given: [factorize.c, factorize.c]", 4,
	         "'factorize.c' is there twice", "delete"},
		{"factorization_mpi.c", "factorize.c", 3, "both in 'submit' and in 'given'", "delete one"},
		{"points: 1}\n", "points: 1}\n  - {name: why-dynamic, points: 1}\n", 25,
	         "'why-dynamic' is there twice", "rename"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, invalid_names)
{
	static const struct bad TABLE[] = {
		{"factorization_mpi.c", "../../etc/passwd", 3, "not a valid file name", "without a folder"},
		{"factorization_mpi.c", "sub/a.c", 3, "'sub/a.c' is not a valid file name",
	         "without a folder"},
		{"factorization_mpi.c", "/a.c", 3, "not a valid file name", "without a folder"},
		{"factorization_mpi.c", "..", 3, "not a valid file name", "without a folder"},
		{"factorization_mpi.c", ".hidden.c", 3, "not a valid file name", "use letters"},
		{"factorization_mpi.c", "-rf", 3, "not a valid file name", "use letters"},
		{"factorization_mpi.c", "'a b.c'", 3, "not a valid file name", "use letters"},
		{"factorization_mpi.c", "\"a\\nb.c\"", 3, "'a?b.c' is not a valid file name", "use letters"},
		{"factorization_mpi.c", "driver.c", 3, "'driver.c' belongs to the course", "delete it"},
		{"given: [factorize.c]", "given: [missing.c]", 4,
	         "'missing.c' is not in the exercise's folder", "put it"},
		{"given: [factorize.c]", "given: [../x.c]", 4, "not a valid file name", "without a folder"},
		{"flags: [-O2]", "flags: [O2]", 5, "'O2' is not a flag", "start it with '-'"},
		{"libraries: [m]", "libraries: [-lm]", 6, "'-lm' is not the name of a library", "write 'm'"},
		{"flags: [-O2]", "flags: ['-DX=$(id)']", 5, "has a '$' in it", "use letters"},
		{"libraries: [m]", "libraries: ['m;id']", 6, "'m;id' is not the name of a library",
	         "write 'm'"},
		{"libraries: [m]", "libraries: [\"m\\0x\"]", 6, "'libraries[0]' is 'm'", "a text"},
		{"name: smallest", "name: The Smallest", 12, "'The Smallest' is not a valid name", "a-z"},
		{"name: smallest", "name: -x", 12, "'-x' is not a valid name", "a-z"},
		{"name: uneven", "name: un_even", 16, "'un_even' is not a valid name", "a-z"},
		{"name: why-dynamic", "name: why?", 24, "'why?' is not a valid name", "a-z"},
		{"args: first=2 last=2\n", "args: first=2 last\n", 13, "'last' in 'cases[0].args'",
	         "key=value"},
		{"args: first=2 last=200000", "args: =2", 17, "'=2' in 'census.args'", "key=value"},
		{"args: first=2 last=3000000", "args: first 2", 18, "'first' in 'measure.args'", "key=value"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, needs_a_case_for_the_sanitizers)
{
	static const struct bad TABLE[] = {
		{"sanitize: true", "sanitize: false", 11, "no case runs under the sanitizers",
	         "add 'sanitize: true'"},
		{"    sanitize: true\n", "", 11, "no case runs under the sanitizers", "add 'sanitize: true'"},
	};

	expect_all_refused(TABLE, ARRAY_LENGTH(TABLE));
}

Test(manifest_refuses, invalid_yaml)
{
	expect_refused("", 1, "empty", "start with 'title'");
	expect_refused("# nothing\n\n", 1, "empty", "start with 'title'");
	expect_refused("- 1\n- 2\n", 1, "'the file' is a list", "a group of keys");
	expect_refused("hello\n", 1, "is 'hello'", "a group of keys");
	expect_refused("{}\n", 1, "is missing", "add it");
	expect_refused("title: a\n\tpoints: 1\n", 2, "not YAML", "tab");
	expect_refused("title: a\npoints: [1\nmodes: 3\n", 3, "not YAML", "open bracket");
	expect_refused("title: a\npoints: 'x\n", 3, "not YAML", "open quote");
	expect_refused("title: a\npoints: 1\n# \xff\n", 3, "UTF-8", "save the file as UTF-8");
	expect_refused("title: *nobody\n", 1, "not YAML", "look for");
	expect_refused("? [a, b]\n: 3\n", 1, "not plain text", "write it as in");
	char *two = xasprintf("%s---\ntitle: another\n", GOOD);
	expect_refused(two, 26, "a second document", "delete the line '---'");
	free(two);
}

Test(manifest_refuses, too_many_or_too_long)
{
	char title[5000], *text, *workers = xstrdup("workers: [1");

	memset(title, 'x', sizeof title - 1);
	title[sizeof title - 1] = '\0';
	text = changed("Counting distinct prime factors", title);
	expect_refused(text, 1, "'title' is too long", "write at most 4096 bytes");
	free(text);
	for (int i = 2; i < 1100; i++) {
		char *longer = xasprintf("%s, %d", workers, i);
		free(workers);
		workers = longer;
	}
	char *list = xasprintf("%s]", workers);
	text = changed("workers: [1, 2, 5]", list);
	expect_refused(text, 14, "'cases[0].workers' has too many entries", "give at most 1024");
	free(text);
	free(list);
	free(workers);
	text = xasprintf("%s---\n[", GOOD);
	expect_refused(text, 27, "not YAML", "open bracket");
	free(text);
}

Test(manifest_refuses, aliases_of_the_wrong_type)
{
	expect_refused("cases: &a\n  - *a\n", 1, "'cases[0]' is a list", "a group of keys (name, args");
	expect_refused("title: &t [a]\npoints: *t\n", 1, "'title' is a list", "a text");
}

Test(manifest_refuses, survives_arbitrary_bytes)
{
	char text[sizeof GOOD];

	/* Truncated, and with one byte replaced by a special character: read or refused, without a crash. */
	for (size_t i = 0; i < sizeof GOOD - 1; i += 7) {
		memcpy(text, GOOD, sizeof GOOD);
		text[i] = "[]{}:*&'\"\t\n-"[i % 12];
		manifest_free(load_text(text));
		text[i] = '\0';
		manifest_free(load_text(text));
	}
}

Test(manifest_refuses, an_invalid_folder_name)
{
	char *folder = path_join(home, "My Exercise");
	char *file = path_join(folder, "assignment.yaml");

	cr_assert_eq(folder_make(folder, 0755), 0);
	cr_assert_eq(file_write(file, GOOD, strlen(GOOD)), 0);
	cr_expect_null(manifest_load(folder, NULL));
	char *place = xasprintf("%s:1: ", file);
	cr_expect_eq(strncmp(error_text(), place, strlen(place)), 0, "%s", error_text());
	cr_expect_not_null(strstr(error_text(), "'My Exercise' is not a valid name"), "%s", error_text());
	free(place);
	free(file);
	free(folder);
}
