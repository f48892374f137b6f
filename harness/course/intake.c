/* intake.c - from a folder in whatever layout to the list of submissions (intake.h).
 *
 * The layouts say who handed in which files; here it is decided, alike for all of them, which
 * exercise the files are for, who the student is by the roster, which attempt counts, and how
 * late it is.  Files are copied only later (intake_stage.c).
 *
 * It never renames, repairs or unpacks anything in the export.
 */
#include "intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/nearest.h"
#include "key.h"
#include "layouts.h"
#include "listing.h"
#include "near.h"

static const char ANSWERS[] = "ANSWERS.md";

/* ---- which exercise ----------------------------------------------------------- */

static bool has_file(const struct handed *handed, const char *name)
{
	for (size_t i = 0; i < handed->file_count; i++)
		if (strcmp(handed->files[i].name, name) == 0)
			return true;
	return false;
}

static bool has_any(const struct handed *handed, const struct manifest *m)
{
	for (char **name = m->submit; *name; name++)
		if (has_file(handed, *name))
			return true;
	return false;
}

/* Typing errors and other endings, too. */
static bool is_near(const char *handed_in, const char *wanted)
{
	struct nearest nearest = {.typed = handed_in};

	nearest_offer(&nearest, wanted);
	return nearest.word || near_same(handed_in, wanted);
}

static bool has_near(const struct handed *handed, const struct manifest *m)
{
	for (size_t i = 0; i < handed->file_count; i++)
		if (is_near(handed->files[i].name, m->submit[0]))
			return true;
	return false;
}

/* The only exercise that this export has files of; NULL: none, or several. */
static const struct manifest *exercise_of_export(const struct export *export)
{
	const struct manifest *only = NULL;

	for (size_t e = 0; e < export->catalog->count; e++) {
		const struct manifest *m = export->catalog->exercises[e];
		bool any = false;
		for (size_t i = 0; i < export->count && !any; i++)
			any = has_any(&export->list[i], m);
		if (any && only)
			return NULL;
		only = any ? m : only;
	}
	return only;
}

/* concerns: are this person's files for this exercise?  `all`: the exercise of the whole export. */
static bool concerns(const struct export *export, const struct handed *handed, const struct manifest *m,
                     const struct manifest *all)
{
	if (m->problem || (export->only && strcmp(export->only, m->name) != 0))
		return false;
	if (handed->exercise)
		return strcmp(handed->exercise, m->name) == 0;
	if (has_any(handed, m) || m == all)
		return true;
	if (all)
		return false;
	for (size_t e = 0; e < export->catalog->count; e++)
		if (has_any(handed, export->catalog->exercises[e]))
			return false;
	return export->only || has_near(handed, m);
}

/* ---- what was handed in instead ------------------------------------------------- */

enum { FOUND_MAX = 10 };

static bool is_regular(const struct handed_file *file)
{
	return !file->kind || S_ISREG(file->kind);
}

static void print_found(FILE *to, const struct handed_file *file, const struct manifest *m)
{
	char *shown = key_shown(file->name);
	bool folder = S_ISDIR(file->kind);

	fprintf(to, "'%s'", shown);
	if (folder)
		fputs(", a folder; hand in the files themselves", to);
	else if (!is_regular(file))
		fprintf(to, ", %s", listing_kind(file->kind));
	else if (near_archive(file->name))
		fputs(", an archive; hand in the files themselves", to);
	else if (is_near(file->name, m->submit[0]))
		fprintf(to, " instead of %s", m->submit[0]);
	free(shown);
}

/* Everything but the files that the exercise wants; NULL: nothing. */
static char *found_instead(const struct handed *handed, const struct manifest *m)
{
	struct text text;
	size_t count = 0;
	FILE *to = text_open(&text);

	for (size_t i = 0; i < handed->file_count; i++) {
		const char *name = handed->files[i].name;
		bool wanted = strcmp(name, ANSWERS) == 0;
		for (char **submit = m->submit; *submit; submit++)
			wanted = wanted || strcmp(name, *submit) == 0;
		if ((wanted && is_regular(&handed->files[i])) || count++ >= FOUND_MAX)
			continue;
		text_separate(&text, "; ");
		print_found(to, &handed->files[i], m);
	}
	if (count > FOUND_MAX)
		fprintf(to, "; and %zu more", count - FOUND_MAX);
	char *found = text_close(&text);
	if (count > 0)
		return found;
	free(found);
	return NULL;
}

/* ---- one submission --------------------------------------------------------------- */

static void take_file(struct submission *s, const struct handed_file *file, const char *name)
{
	*GROW(s->files, s->file_count) = (struct submission_file){
		.folder = xstrdup(file->folder),
		.path = xstrdup(file->path),
		.name = xstrdup(name),
		.data = file->data ? xcalloc(file->bytes + 1, 1) : NULL,
		.bytes = file->bytes,
	};
	if (file->data)
		memcpy(s->files[s->file_count - 1].data, file->data, file->bytes);
}

/* The one file that is named almost like this; NULL: none, or several. */
static const struct handed_file *near_file(const struct handed *handed, const char *name)
{
	const struct handed_file *near = NULL;

	for (size_t i = 0; i < handed->file_count; i++) {
		const struct handed_file *file = &handed->files[i];
		if (!is_regular(file) || !near_same(file->name, name))
			continue;
		if (near)
			return NULL;
		near = file;
	}
	return near;
}

static void take(struct submission *s, const struct handed *handed, const char *name, bool near_too)
{
	for (size_t i = 0; i < handed->file_count; i++)
		if (strcmp(handed->files[i].name, name) == 0 && is_regular(&handed->files[i])) {
			take_file(s, &handed->files[i], name);
			return;
		}
	const struct handed_file *near = near_too ? near_file(handed, name) : NULL;
	if (!near)
		return;
	take_file(s, near, name);
	if (!s->taken)
		s->taken = key_shown(near->name);
}

static void take_all(struct submission *s, const struct handed *handed, bool near_too)
{
	s->is_copied = true;
	for (char **name = s->exercise->submit; *name; name++)
		take(s, handed, *name, near_too);
	take(s, handed, ANSWERS, near_too);
}

static void judge_time(struct submission *s, const struct course *course,
                       const struct roster_student *student)
{
	int64_t due_s = course_due(course, s->exercise->name, student);

	s->late_share = course_late(course, due_s, s->at_s, &s->late_words);
}

static const struct roster_student *student_of(const struct roster *roster, const struct handed *handed)
{
	const struct roster_student *student = roster_find(roster, handed->student);

	for (char **id = handed->known_as; !student && *id; id++)
		student = roster_find(roster, *id);
	return student || !handed->name ? student : roster_named(roster, handed->name);
}

static struct submission make(const struct export *export, const struct handed *handed,
                              const struct manifest *m)
{
	const struct roster_student *student = student_of(&export->course->roster, handed);
	bool cut, blank;
	const bool near_too = export->course->take_near_names;
	struct submission s = {
		.exercise = m,
		.student = student ? xstrdup(student->id) : key_of(handed->student, &cut, &blank),
		.name = student && *student->name ? xstrdup(student->name)
	                : handed->name            ? key_shown(handed->name)
	                                          : NULL,
		.section = student ? xstrdup(student->section) : NULL,
		.at_s = handed->at_s,
		.late = handed->late,
		.found = found_instead(handed, m),
	};

	take_all(&s, handed, near_too);
	judge_time(&s, export->course, student);
	return s;
}

/* ---- attempts ------------------------------------------------------------------- */

/* The later of two attempts counts; the other is told. */
static void add(struct submissions *found, struct export *export, struct submission new)
{
	for (size_t i = 0; i < found->count; i++) {
		struct submission *old = &found->list[i];
		if (strcmp(old->student, new.student) != 0 || old->exercise != new.exercise)
			continue;
		bool later = new.at_s >= old->at_s;
		export_note(export, "%s %s: handed in more than once; the %s counts", new.student,
		            new.exercise->name,
		            new.at_s && old->at_s ? "last"
		            : later               ? "one that was found last"
		                                  : "one with a time");
		struct submission drop = later ? *old : new;
		if (later)
			*old = new;
		submission_free(&drop);
		return;
	}
	*GROW(found->list, found->count) = new;
}

static void note_handed(struct export *export, const struct handed *handed, const struct submission *s)
{
	bool has = false;

	for (size_t i = 0; i < s->file_count; i++)
		has = has || strcmp(s->files[i].name, s->exercise->submit[0]) == 0;
	if (s->taken)
		export_note(export, "%s %s: '%s' was taken for %s", s->student, s->exercise->name, s->taken,
		            s->exercise->submit[0]);
	else if (!has)
		export_note(export, "%s %s: no %s; found %s", s->student, s->exercise->name,
		            s->exercise->submit[0], s->found ? s->found : "nothing");
	if (s->late && !s->late_words)
		export_note(export,
		            "%s %s: late, says the platform, but not by how much; nothing is deducted",
		            s->student, s->exercise->name);
	if (export->course->roster.count > 0 && !student_of(&export->course->roster, handed))
		export_note(export, "%s: is not in the roster", s->student);
}

static void add_handed(struct submissions *found, struct export *export, const struct handed *handed,
                       const struct manifest *all)
{
	size_t before = found->count;
	bool any = false;

	for (size_t e = 0; e < export->catalog->count; e++) {
		const struct manifest *m = export->catalog->exercises[e];
		if (!concerns(export, handed, m, all))
			continue;
		struct submission s = make(export, handed, m);
		any = true;
		note_handed(export, handed, &s);
		add(found, export, s);
	}
	if (any || found->count > before)
		return;
	struct text text;
	FILE *to = text_open(&text);
	for (size_t i = 0; i < handed->file_count && i < FOUND_MAX; i++)
		fprintf(to, "%s'%s'", i > 0 ? ", " : "", handed->files[i].name);
	char *files = text_close(&text);
	export_note(export, "'%s': no exercise has files of these names: %s; name the exercise with --only",
	            handed->place, *files ? files : "none");
	free(files);
}

/* ---- the class -------------------------------------------------------------------- */

static bool is_there(const struct submissions *found, const char *student, const struct manifest *m)
{
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->list[i].student, student) == 0 && (!m || found->list[i].exercise == m))
			return true;
	return false;
}

static bool is_counted(const struct submissions *found, const struct manifest *m, const char *only)
{
	if (only)
		return strcmp(only, m->name) == 0;
	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].exercise == m)
			return true;
	return false;
}

static void add_absent(struct submissions *found, const struct intake *intake, const struct manifest *m,
                       const struct roster_student *student)
{
	char *home = path_join(intake->folder, student->id);

	*GROW(found->list, found->count) = (struct submission){
		.student = xstrdup(student->id),
		.exercise = m,
		.folder = path_join(home, m->name),
		.name = xstrdup(student->name),
		.section = xstrdup(student->section),
	};
	free(home);
}

/* Whoever is in the roster gets a row for each exercise that counts. */
static void add_all_absent(struct submissions *found, const struct intake *intake)
{
	const struct roster *roster = &intake->course->roster;

	for (size_t e = 0; e < intake->catalog->count; e++) {
		const struct manifest *m = intake->catalog->exercises[e];
		if (m->problem || !is_counted(found, m, intake->only))
			continue;
		for (size_t i = 0; i < roster->count; i++)
			if (!is_there(found, roster->students[i].id, m))
				add_absent(found, intake, m, &roster->students[i]);
	}
}

static int compare(const void *a, const void *b)
{
	const struct submission *left = a, *right = b;
	int order = strcmp(left->student, right->student);

	return order ? order : strcmp(left->exercise->name, right->exercise->name);
}

/* ---- the layouts ------------------------------------------------------------------- */

static void free_handed(struct handed *handed)
{
	for (size_t i = 0; i < handed->file_count; i++) {
		free(handed->files[i].folder);
		free(handed->files[i].path);
		free(handed->files[i].name);
		free(handed->files[i].data);
	}
	free(handed->files);
	free(handed->place);
	free(handed->student);
	free(handed->name);
	free(handed->exercise);
	strv_free(handed->known_as);
}

static int open_export(struct export *export, const struct intake *intake)
{
	*export = (struct export){.folder = intake->folder,
	                          .catalog = intake->catalog,
	                          .course = intake->course,
	                          .only = intake->only,
	                          .notes = xcalloc(1, sizeof *export->notes)};
	export->fd = open(intake->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int listing = export->fd < 0 ? -1 : openat(export->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	export->names = listing < 0 ? NULL : listing_read(listing);
	if (export->names)
		return 0;
	return error_set("'%s': cannot be opened as a folder of submissions: %s%s", intake->folder,
	                 strerror(errno), near_archive(intake->folder) ? "; unpack it" : "");
}

static void close_export(struct export *export)
{
	for (size_t i = 0; i < export->count; i++)
		free_handed(&export->list[i]);
	free(export->list);
	strv_free(export->names);
	strv_free(export->notes);
	if (export->fd >= 0)
		close(export->fd);
}

static const struct layout *choose(const struct export *export, const char *from)
{
	struct text text;
	FILE *to = text_open(&text);

	for (size_t i = 0; i < layout_count; i++) {
		const struct layout *layout = &layouts[i];
		bool meant = from ? strcmp(from, layout->name) == 0 : !layout->fits || layout->fits(export);
		fprintf(to, "%s%s", i > 0 ? ", " : "", layout->name);
		if (meant) {
			free(text_close(&text));
			return layout;
		}
	}
	char *names = text_close(&text);
	error_set("--from '%.64s': there is no such layout; there are: %s", from, names);
	free(names);
	return NULL;
}

static int read_layout(struct export *export, const struct layout *layout, struct submissions *found)
{
	if (layout->read(export) != 0)
		return -1;
	const struct manifest *all = exercise_of_export(export);
	for (size_t i = 0; i < export->count; i++)
		add_handed(found, export, &export->list[i], all);
	return 0;
}

/* look_into: in the folders' own layout, a submission that lacks its file: what is there instead? */
static void look_into(struct export *export, struct submission *s)
{
	const char *below = s->folder + strlen(export->folder);
	struct handed handed = {.place = s->student};
	struct stat status;

	if (lstat(s->folder, &status) != 0 || !S_ISDIR(status.st_mode))
		return;
	export_add_folder(export, &handed, below);
	if (!has_file(&handed, s->exercise->submit[0])) {
		s->found = found_instead(&handed, s->exercise);
		if (export->course->take_near_names && near_file(&handed, s->exercise->submit[0]))
			take_all(s, &handed, true);
		note_handed(export, &handed, s);
	}
	handed.place = NULL;
	free_handed(&handed);
}

/* The folders' own layout: its students' names are the keys, and nothing is copied. */
static int read_folders(struct export *export, struct submissions *found)
{
	const struct roster *roster = &export->course->roster;
	char **warnings;
	int failed = submissions_find(found, export->catalog, export->folder, export->only, &warnings);

	for (size_t i = 0; !failed && i < found->count; i++) {
		struct submission *s = &found->list[i];
		const struct roster_student *student = roster_find(roster, s->student);
		if (student) {
			free(s->student);
			s->student = xstrdup(student->id);
			s->name = xstrdup(student->name);
			s->section = xstrdup(student->section);
		} else if (roster->count > 0 && (i == 0 || strcmp(s->student, s[-1].student) != 0)) {
			export_note(export, "%s: is not in the roster", s->student);
		}
		if (!s->exercise->problem)
			look_into(export, s);
		judge_time(s, export->course, student);
	}
	for (char **warning = warnings; warning && *warning; warning++)
		export->notes = strv_append(export->notes, xstrdup(*warning));
	strv_free(warnings);
	return failed;
}

/* Those that were not handed in, and those whose files are to be copied, have no folder yet. */
static void name_folders(struct submissions *found, const struct intake *intake)
{
	for (size_t i = 0; i < found->count; i++) {
		struct submission *s = &found->list[i];
		char *home = path_join(intake->folder, s->student);
		if (!s->folder)
			s->folder = path_join(home, s->exercise->name);
		free(home);
	}
}

int intake_find(struct intake *intake, struct submissions *found, char ***warnings)
{
	struct export export;

	*found = (struct submissions){0};
	*warnings = NULL;
	if (intake->only && !catalog_find(intake->catalog, intake->only))
		return -1;
	int failed = open_export(&export, intake);
	const struct layout *layout = failed ? NULL : choose(&export, intake->from);
	if (layout)
		failed = layout->read ? read_layout(&export, layout, found) : read_folders(&export, found);
	if (layout && !failed) {
		intake->layout = layout->name;
		add_all_absent(found, intake);
		name_folders(found, intake);
		if (found->count > 1)
			qsort(found->list, found->count, sizeof *found->list, compare);
		*warnings = export.notes;
		export.notes = NULL;
	}
	close_export(&export);
	return layout && !failed ? 0 : -1;
}
