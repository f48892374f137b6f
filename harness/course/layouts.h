/* layouts.h - the shapes in which a learning platform exports hand-ins.
 *
 * A layout turns an export folder into a list of hand-ins: who, when, which files.  What
 * they are for, and which of them count, is decided in intake.c, alike for all layouts.
 * To add a layout: a file layout_NAME.c with `fits` and `read`, and a row in layouts.c.
 *
 * Everything in an export is hostile: names come from students.  Links are never followed.
 */
#ifndef PARLAB_LAYOUTS_H
#define PARLAB_LAYOUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../base/base.h"
#include "catalog.h"
#include "course.h"

struct handed_file {
	char *folder; /* below the export, "" for itself */
	char *path;   /* in that folder */
	char *name;   /* as the student named it */
	mode_t kind;  /* as in st_mode; 0: unknown */
	char *data;   /* its contents, where they are in no file (a commit); else NULL */
	size_t bytes;
};
struct handed {
	char *place;     /* of the export, as it is shown */
	char *student;   /* the platform's id: the key, where no roster knows better */
	char **known_as; /* NULL-terminated: other ids, such as an e-mail address */
	char *name;      /* as the platform shows it; or NULL */
	char *exercise;  /* where the place names it; or NULL */
	int64_t at_s;    /* seconds since the epoch; 0: not known */
	bool late;       /* the platform says so */
	struct handed_file *files;
	size_t file_count;
};

struct export
{
	const char *folder;
	int fd;
	char **names; /* what lies in it, sorted */
	const struct catalog *catalog;
	const struct course *course;
	const char *only; /* the exercise, if it was named; or NULL */
	struct handed *list;
	size_t count;
	char **notes; /* NULL-terminated: what was not understood */
};

struct layout {
	const char *name; /* for --from */
	bool (*fits)(const struct export *export);
	int (*read)(struct export *export); /* -1 with error_text(): the export as a whole is unusable */
};
/* In the order in which they are tried; the last has no functions: SUBMISSIONS/<student>/<exercise>/. */
extern const struct layout layouts[];
extern const size_t layout_count;

bool gradescope_fits(const struct export *export);
int gradescope_read(struct export *export);
bool canvas_fits(const struct export *export);
int canvas_read(struct export *export);
bool moodle_fits(const struct export *export);
int moodle_read(struct export *export);
bool github_fits(const struct export *export);
int github_read(struct export *export);

/* For the layouts: a new hand-in, to be filled in; its place is a name in the export. */
struct handed *export_add(struct export *export, const char *place);
void export_know(struct handed *handed, const char *known_as); /* unless it is NULL or empty */
struct handed_file *export_add_file(struct handed *handed, const char *folder, const char *path,
                                    const char *name, mode_t kind);
/* export_is_ours: course.yaml or the roster, which may lie beside the hand-ins. */
bool export_is_ours(const struct export *export, const char *name);
/* export_add_folder: all files of a folder of the export, one level deep. */
void export_add_folder(struct export *export, struct handed *handed, const char *folder);
void export_note(struct export *export, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
