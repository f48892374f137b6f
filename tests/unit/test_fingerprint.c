/* objects: pipeline/fingerprint pipeline/secret_draw pipeline/source_text course/handin course/manifest_digest course/manifest_keys course/manifest_source grading/verdict base/base base/file base/process base/digest */
/* test_fingerprint.c - which changes affect the evidence, only the points, or nothing. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "pipeline/fingerprint.h"
#include "pipeline/stages.h"

/* Stand-ins for parts of the pipeline that are not linked. */
bool box_is_without(void)
{
	return false;
}

bool is_assignments_own(const struct manifest *exercise, const char *name)
{
	return strcmp(name, exercise->submit[0]) != 0 && strstr(name, ".h") != NULL;
}

enum handin collect_open(const struct pipeline_job *job, struct handin_folder *theirs, char **name,
                         const char **why)
{
	*name = NULL;
	return handin_open_given(theirs, job->folder, why);
}

static char *folder;
static struct workshop workshop;
static char *submit[] = {"a.c", "b.c", NULL};
static struct manifest_mode modes[] = {{.mode = MODE_SERIAL, .correct = 2},
                                       {.mode = MODE_FORK, .correct = 2, .speed = 3}};
static unsigned usual[] = {1, 2, 3, 7};
static struct manifest_case cases[] = {{.name = "one", .args = "n=1"}};
static struct manifest_band bands[] = {{0.7, 1}};
static struct manifest_question questions[] = {{"why", 1}};
static struct manifest exercise;
static struct pipeline_job job;

static void write_at(const char *place, const char *name, const char *text, size_t bytes)
{
	char *in = path_join(folder, place), *path = path_join(in, name);

	cr_assert_eq(folder_make(in, 0755), 0);
	cr_assert_eq(file_write(path, text, bytes), 0, "%s", error_text());
	free(in);
	free(path);
}

static void put(const char *place, const char *name, const char *text)
{
	write_at(place, name, text, strlen(text));
}

static void set_up(void)
{
	folder = xasprintf("/tmp/test_fingerprint.%d.XXXXXX", (int)getpid());
	cr_assert(mkdtemp(folder));
	put("assignment", "a.h", "int a(void); /* does a */\n");
	put("reference", "a.c", "int a(void) { return 1; }\n");
	put("work", "a.c", "int a(void) { return 1; }\n");
	put("work", "ANSWERS.md", "## why\nBecause.\n");
	put("tools/kit", "plain.a", "no archive");
	put("tools/oracles", "ex", "no program");
	workshop = (struct workshop){.tools = path_join(folder, "tools"), .digests = digests_new()};
	workshop.host = (struct host){.usable = 2};
	workshop.compiler = "gcc 12";
	exercise = (struct manifest){.name = "ex",
	                             .folder = path_join(folder, "assignment"),
	                             .reference = path_join(folder, "reference"),
	                             .title = "A title",
	                             .submit = submit,
	                             .modes = modes,
	                             .mode_count = 2,
	                             .cases = cases,
	                             .case_count = 1,
	                             .bands = bands,
	                             .band_count = 1,
	                             .questions = questions,
	                             .question_count = 1};
	job = (struct pipeline_job){.exercise = &exercise, .folder = path_join(folder, "work")};
}

static void tear_down(void)
{
	folder_remove(folder);
}

TestSuite(fingerprint, .init = set_up, .fini = tear_down);

static struct {
	char *evidence, *scale;
} before;

static void remember(void)
{
	before.evidence = fingerprint_evidence(&workshop, &job);
	before.scale = fingerprint_scale(&job);
}

/* The expected changes since then; NULL: none. */
static void changed(const char *evidence, const char *scale)
{
	char *e = fingerprint_evidence(&workshop, &job), *s = fingerprint_scale(&job);
	const char *found = fingerprint_evidence_difference(before.evidence, e);

	cr_expect((!found && !evidence) || (found && evidence && strcmp(found, evidence) == 0),
	          "evidence: %s", found ? found : "the same");
	found = fingerprint_scale_difference(before.scale, s);
	cr_expect((!found && !scale) || (found && scale && strcmp(found, scale) == 0), "scale: %s",
	          found ? found : "the same");
	free(e);
	free(s);
	remember();
}

Test(fingerprint, irrelevant_changes_are_in_neither)
{
	remember();
	changed(NULL, NULL);
	exercise.title = "Another";
	put("assignment", "a.h", "/* A remark. */\n\nint a(void);\n");
	put("assignment", "README.md", "The handout.");
	put("assignment", "chart.gp", "plot");
	put("reference", "a.c", "// fast\nint a(void)\n{\n\treturn 1;\n}\n");
	job.timed_later = true;
	changed(NULL, NULL);
}

Test(fingerprint, changes_of_the_evidence_are_named)
{
	remember();
	put("work", "a.c", "int a(void) { return 1; } /* the student's own text is taken as it is */\n");
	changed("submission changed", NULL);
	put("work", "b.c", "");
	changed("submission changed", NULL);
	put("assignment", "a.h", "int a(int);\n");
	changed("exercise changed", NULL);
	put("reference", "a.c", "int a(void) { return 2; }\n");
	changed("exercise changed", NULL);
	cases[0].args = "n=2";
	changed("exercise changed", NULL);
	exercise.limits.wall_s = 3;
	changed("exercise changed", NULL);
	cases[0].workers = usual;
	cases[0].worker_count = ARRAY_LENGTH(usual);
	changed("exercise changed", NULL);
	cases[0].observe = true;
	changed("exercise changed", NULL);
	exercise.census_workers = 5;
	changed("exercise changed", NULL);
	exercise.measure_args = "";
	changed("exercise changed", NULL);
	exercise.flags = submit;
	changed("exercise changed", NULL);
	workshop.host.usable = 4;
	changed("machine or compiler changed", NULL);
	workshop.compiler = "gcc 13";
	changed("machine or compiler changed", NULL);
}

Test(fingerprint, points_and_answers_change_only_the_scale)
{
	remember();
	modes[0].correct = 5;
	changed(NULL, "points changed");
	modes[1].speed = 4;
	changed(NULL, "points changed");
	modes[1].speed = 0;
	changed("exercise changed", "points changed");
	bands[0].gain = 0.5;
	changed(NULL, "points changed");
	questions[0].points = 2;
	changed(NULL, "points changed");
	put("work", "ANSWERS.md", "## why\nFor another reason.\n");
	changed(NULL, "answers changed");
}

/* Lengths separate names from contents. */
Test(fingerprint, two_different_submissions_never_share_one)
{
	write_at("work", "a.c", "", 0);
	write_at("work", "b.c", "b.c\0", 4);
	remember();
	write_at("work", "a.c", "b.c\0", 4);
	write_at("work", "b.c", "", 0);
	changed("submission changed", NULL);
}

/* The grader refuses a link, so it has a different fingerprint from its target. */
Test(fingerprint, a_link_differs_from_its_target)
{
	char *path = path_join(job.folder, "a.c"), *other = path_join(folder, "other.c");

	put(".", "other.c", "int a(void) { return 1; }\n");
	remember();
	unlink(path);
	cr_assert_eq(symlink(other, path), 0);
	changed("submission changed", NULL);
	free(path);
	free(other);
}

Test(fingerprint, one_of_an_earlier_format_differs)
{
	char *now = fingerprint_evidence(&workshop, &job);

	cr_assert_str_eq(fingerprint_evidence_difference("0123abcd", now), "graded by an earlier parlab");
	cr_assert_str_eq(fingerprint_scale_difference("", now), "scored by an earlier parlab");
	free(now);
}
